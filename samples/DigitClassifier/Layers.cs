using System;
using System.Numerics.Tensors;

namespace DigitClassifier;

/// <summary>A part of the network: rows in, rows out, and back again with gradients.</summary>
internal interface ILayer
{
    /// <summary>The output rows of input rows.</summary>
    float[] Forward(float[] input, int rows);

    /// <summary>From the gradient of the last output: takes a step of plain gradient descent, and returns the gradient of its
    /// input.</summary>
    float[] Backward(float[] outputGradient, float learningRate);
}

/// <summary>A matrix of numbers, to be learned. Each row makes one output.</summary>
internal sealed class Weights(int outputs, int inputs, Random random)
{
    private readonly float[] _values = Initial(outputs * inputs, inputs, random);

    public Span<float> Row(int output) => _values.AsSpan(output * inputs, inputs);

    /// <summary>He initialisation: normal, of variance 2 / inputs.</summary>
    private static float[] Initial(int count, int inputs, Random random)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = MathF.Sqrt(-4 * MathF.Log(1 - random.NextSingle()) / inputs) * MathF.Cos(2 * MathF.PI * random.NextSingle());
        return values;
    }
}

/// <summary>output = W·input + bias, with negative outputs cut off where <paramref name="relu"/>.</summary>
internal sealed class Dense(int inputs, int outputs, bool relu, Random random) : ILayer
{
    private readonly Weights _weights = new(outputs, inputs, random);
    private readonly float[] _bias = new float[outputs];
    private float[] _input = [], _output = [];

    public float[] Forward(float[] input, int rows)
    {
        float[] output = new float[rows * outputs];
        for (int b = 0; b < rows; b++)
            for (int k = 0; k < outputs; k++)
            {
                float sum = _bias[k] + TensorPrimitives.Dot(_weights.Row(k), input.AsSpan(b * inputs, inputs));
                output[b * outputs + k] = relu ? Math.Max(0, sum) : sum;
            }
        (_input, _output) = (input, output);
        return output;
    }

    public float[] Backward(float[] outputGradient, float learningRate)
    {
        int rows = _output.Length / outputs;
        float[] inputGradient = new float[rows * inputs];
        float[] weightGradient = new float[inputs];
        for (int k = 0; k < outputs; k++)
        {
            Array.Clear(weightGradient);
            float biasGradient = 0;
            for (int b = 0; b < rows; b++)
            {
                if (relu && _output[b * outputs + k] == 0)
                    continue;
                float gradient = outputGradient[b * outputs + k];
                AddScaled(inputGradient.AsSpan(b * inputs, inputs), gradient, _weights.Row(k));
                AddScaled(weightGradient, gradient, _input.AsSpan(b * inputs, inputs));
                biasGradient += gradient;
            }
            AddScaled(_weights.Row(k), -learningRate, weightGradient);
            _bias[k] -= learningRate * biasGradient;
        }
        return inputGradient;
    }

    internal static void AddScaled(Span<float> sum, float scale, ReadOnlySpan<float> values) =>
        TensorPrimitives.MultiplyAdd(values, scale, sum, sum);
}

/// <summary>output = the cosine between the input and each row of W: what the margin losses are stated of.</summary>
internal sealed class Cosines(int inputs, int outputs, Random random) : ILayer
{
    private readonly Weights _weights = new(outputs, inputs, random);
    private float[] _unitInput = [], _inputNorms = [];
    private int _rows;

    public float[] Forward(float[] input, int rows)
    {
        _rows = rows;
        _unitInput = (float[])input.Clone();
        _inputNorms = new float[rows];
        for (int b = 0; b < rows; b++)
            _inputNorms[b] = Normalize(_unitInput.AsSpan(b * inputs, inputs));
        float[] output = new float[rows * outputs];
        float[] unitWeight = new float[inputs];
        for (int k = 0; k < outputs; k++)
        {
            _weights.Row(k).CopyTo(unitWeight);
            Normalize(unitWeight);
            for (int b = 0; b < rows; b++)
                output[b * outputs + k] = TensorPrimitives.Dot(unitWeight, _unitInput.AsSpan(b * inputs, inputs));
        }
        return output;
    }

    public float[] Backward(float[] outputGradient, float learningRate)
    {
        float[] inputGradient = new float[_rows * inputs];
        float[] unitWeight = new float[inputs];
        float[] weightGradient = new float[inputs];
        for (int k = 0; k < outputs; k++)
        {
            _weights.Row(k).CopyTo(unitWeight);
            float norm = Normalize(unitWeight);
            Array.Clear(weightGradient);
            for (int b = 0; b < _rows; b++)
            {
                float gradient = outputGradient[b * outputs + k];
                Dense.AddScaled(inputGradient.AsSpan(b * inputs, inputs), gradient, unitWeight);
                Dense.AddScaled(weightGradient, gradient, _unitInput.AsSpan(b * inputs, inputs));
            }
            ThroughNormalization(weightGradient, unitWeight, norm);
            Dense.AddScaled(_weights.Row(k), -learningRate, weightGradient);
        }
        for (int b = 0; b < _rows; b++)
            ThroughNormalization(inputGradient.AsSpan(b * inputs, inputs), _unitInput.AsSpan(b * inputs, inputs), _inputNorms[b]);
        return inputGradient;
    }

    /// <summary>Makes a vector one of length 1, and returns the length that it had.</summary>
    private static float Normalize(Span<float> vector)
    {
        float norm = Math.Max(TensorPrimitives.Norm(vector), 1e-6f);
        TensorPrimitives.Divide(vector, norm, vector);
        return norm;
    }

    /// <summary>From the gradient of a unit vector to that of the vector before: only what is at right angles to it counts.</summary>
    private static void ThroughNormalization(Span<float> gradient, ReadOnlySpan<float> unit, float norm)
    {
        Dense.AddScaled(gradient, -TensorPrimitives.Dot(gradient, unit), unit);
        TensorPrimitives.Divide(gradient, norm, gradient);
    }
}
