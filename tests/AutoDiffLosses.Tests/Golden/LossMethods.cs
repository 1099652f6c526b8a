using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Linq.Expressions;
using System.Numerics;
using System.Numerics.Tensors;
using System.Reflection;

namespace AutoDiffLosses.Tests;

/// <summary>The methods of a loss in one type, found by name and called with arguments by name.</summary>
/// <remarks>Spans cannot be boxed, so calls are compiled from expressions that make the spans from arrays.</remarks>
internal sealed class LossMethods<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ConcurrentDictionary<string, LossMethods<T>> Known = [];

    private readonly Type _owner;
    private readonly Lazy<(MethodInfo Method, (ParameterInfo Parameter, bool IsBatch)[] Parameters)> _formula;
    private readonly Lazy<Method> _value, _perSample, _valueAndGradient, _backward;

    /// <summary>The methods of a loss of any class.</summary>
    public LossMethods(Type owner, string loss)
    {
        _owner = owner;
        Loss = loss;
        MethodInfo annotated = owner.GetMethods().Single(method => method.Name == loss && method.IsDefined(typeof(LossAttribute)));
        Parameters = annotated.GetParameters();
        PerSampleParameters = Parameters.Where(IsPerSample).ToArray();
        Differentiated = Parameters.Where(parameter => IsReal(parameter.ParameterType) && !parameter.IsDefined(typeof(TargetAttribute)) &&
                                                       !parameter.IsDefined(typeof(HyperparameterAttribute)))
                                   .Select(parameter => parameter.Name!).ToArray();
        _formula = new(() =>
        {
            MethodInfo formula = owner.GetMethods().Single(method => method.Name == loss && IsFormula(method));
            return (formula, Parameters.Zip(formula.GetParameters(), (annotated, own) => (own, IsPerSample(annotated))).ToArray());
        });
        _value = new(() => new Method(Batch(loss)));
        _perSample = new(() => new Method(Batch($"{loss}PerSample")));
        _valueAndGradient = new(() => new Method(Batch($"{loss}ValueAndGradient")));
        _backward = new(() => new Method(Batch($"{loss}Backward")));
    }

    /// <summary>The methods of the built-in loss of this name.</summary>
    public static LossMethods<T> Of(string loss) => Known.GetOrAdd(loss, name => new(typeof(Losses), name));

    public string Loss { get; }

    /// <summary>The parameters as they are annotated, in float.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>The parameters of which there is one per sample.</summary>
    public IReadOnlyList<ParameterInfo> PerSampleParameters { get; }

    /// <summary>The parameters that have a gradient.</summary>
    public IReadOnlyList<string> Differentiated { get; }

    /// <summary>The parameters that hold real numbers, hyperparameters among them.</summary>
    public IEnumerable<string> RealParameters =>
        Parameters.Where(parameter => IsReal(parameter.ParameterType)).Select(parameter => parameter.Name!);

    public bool HasLabels => PerSampleParameters.Any(parameter => parameter.ParameterType == typeof(int));

    /// <summary>The loss and the weight of one sample, by the formula.</summary>
    public Weighted Plain(LossArguments arguments, int sample)
    {
        var (formula, parameters) = _formula.Value;
        object?[] values = Array.ConvertAll(parameters, each => PlainArgument(each.Parameter, each.IsBatch, arguments, sample));
        try
        {
            object result = formula.Invoke(null, values)!;
            return result is Weighted weighted ? weighted : new(double.CreateChecked((T)result), 1);
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    public double Value(LossArguments arguments, Reduction reduction = default, double[]? sampleWeights = null) =>
        double.CreateChecked((T)_value.Value.Call(arguments, [], ("reduction", reduction), ("sampleWeights", Numbers(sampleWeights)))!);

    public double[] PerSample(LossArguments arguments)
    {
        T[] losses = new T[Samples(arguments)];
        _perSample.Value.Call(arguments, [], ("losses", losses));
        return Doubles(losses);
    }

    public (double Value, Dictionary<string, double[]> Gradients, double[] Losses) ValueAndGradient(
        LossArguments arguments, Reduction reduction = default, double[]? sampleWeights = null)
    {
        Dictionary<string, T[]> gradients = Gradients(arguments);
        T[] losses = new T[Samples(arguments)];
        object value = _valueAndGradient.Value.Call(arguments, gradients, ("losses", losses), ("reduction", reduction),
                                              ("sampleWeights", Numbers(sampleWeights)))!;
        return (double.CreateChecked((T)value), Doubles(gradients), Doubles(losses));
    }

    public Dictionary<string, double[]> Backward(LossArguments arguments, double[] upstream)
    {
        Dictionary<string, T[]> gradients = Gradients(arguments);
        _backward.Value.Call(arguments, gradients, ("upstream", Numbers(upstream)));
        return Doubles(gradients);
    }

    /// <summary>What a call for values and gradients throws, if it does, and whether it has written anything before.</summary>
    public (Exception? Thrown, bool HasWritten) Failure(LossArguments arguments)
    {
        Dictionary<string, T[]> gradients = Gradients(arguments);
        T[] losses = Unwritten(Samples(arguments));
        try
        {
            _valueAndGradient.Value.Call(arguments, gradients, ("losses", losses), ("reduction", Reduction.Sum), ("sampleWeights", null));
            return (null, true);
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException or IndexOutOfRangeException)
        {
            return (e, gradients.Values.Append(losses).Any(memory => memory.Any(value => value != Unwritten(1)[0])));
        }
    }

    public int Samples(LossArguments arguments) => arguments[PerSampleParameters[0].Name!].Shape[0];

    /// <summary>Gradient arrays, filled so that what is not written shows.</summary>
    private Dictionary<string, T[]> Gradients(LossArguments arguments) =>
        Differentiated.ToDictionary(name => name, name => Unwritten(arguments[name].Data.Length));

    private static T[] Unwritten(int length) => [.. Enumerable.Repeat(T.CreateChecked(-12345), length)];

    private static object? PlainArgument(ParameterInfo parameter, bool isBatch, LossArguments arguments, int sample)
    {
        if (!arguments.Arrays.TryGetValue(parameter.Name!, out NumberArray? array))
            return arguments.Scalars.TryGetValue(parameter.Name!, out double scalar) ? Scalar(parameter.ParameterType, scalar) : parameter.DefaultValue;
        if (parameter.ParameterType == typeof(Vec<T>))
            return new Vec<T>(Numbers(isBatch ? array.Rows(sample).Data : array.Data));
        if (parameter.ParameterType == typeof(Vec<int>))
            return new Vec<int>(Array.ConvertAll(isBatch ? array.Rows(sample).Data : array.Data, each => (int)each));
        return Scalar(parameter.ParameterType, array.Data[isBatch ? sample : 0]);
    }

    private static object Scalar(Type type, double value) =>
        type == typeof(int) ? (int)value : type == typeof(bool) ? value != 0 : T.CreateChecked(value);

    /// <summary>Whether there is one per sample; else one for the batch.</summary>
    private static bool IsPerSample(ParameterInfo parameter) =>
        !parameter.IsDefined(typeof(HyperparameterAttribute)) && !parameter.IsDefined(typeof(SharedAttribute));

    private static bool IsReal(Type type) =>
        type == typeof(float) || type == typeof(double) || type == typeof(Vec<float>) || type == typeof(Vec<double>);

    [return: NotNullIfNotNull(nameof(values))]
    private static T[]? Numbers(double[]? values) => values?.Select(T.CreateChecked).ToArray();

    private static double[] Doubles(T[] values) => values.Select(double.CreateChecked).ToArray();

    private static Dictionary<string, double[]> Doubles(Dictionary<string, T[]> arrays) =>
        arrays.ToDictionary(each => each.Key, each => Doubles(each.Value));

    private static bool IsFormula(MethodInfo method) =>
        method.GetParameters() is { Length: > 0 } parameters && parameters.All(parameter => !parameter.ParameterType.IsByRefLike) &&
        parameters.Any(parameter => parameter.ParameterType == typeof(T) || parameter.ParameterType == typeof(Vec<T>));

    /// <summary>The batch method of a name in this type, with labels as <see langword="int"/>.</summary>
    private MethodInfo Batch(string name) => _owner.GetMethods().Single(method =>
    {
        Type[] elements = method.GetParameters().Where(parameter => parameter.ParameterType.IsByRefLike)
                                .Select(parameter => parameter.ParameterType.GetGenericArguments()[0]).ToArray();
        return method.Name == name && elements.Contains(typeof(T)) && elements.All(element => element == typeof(T) || element == typeof(int) || element == typeof(bool));
    });

    /// <summary>A batch method, compiled to take its arguments as objects.</summary>
    private sealed class Method
    {
        private readonly ParameterInfo[] _parameters;
        private readonly Func<object?[], object?> _invoke;

        public Method(MethodInfo method)
        {
            _parameters = method.GetParameters();
            ParameterExpression values = Expression.Parameter(typeof(object?[]));
            Expression call = Expression.Call(method, _parameters.Select((parameter, i) =>
                Argument(parameter.ParameterType, Expression.ArrayIndex(values, Expression.Constant(i)))));
            Expression result = method.ReturnType == typeof(void)
                ? Expression.Block(call, Expression.Constant(null))
                : Expression.Convert(call, typeof(object));
            _invoke = Expression.Lambda<Func<object?[], object?>>(result, values).Compile();
        }

        public object? Call(LossArguments arguments, Dictionary<string, T[]> gradients, params (string Name, object? Value)[] others) =>
            _invoke(_parameters.Select(parameter => Value(parameter, arguments, gradients, others)).ToArray());

        private static object? Value(ParameterInfo parameter, LossArguments arguments, Dictionary<string, T[]> gradients,
                                     (string Name, object? Value)[] others)
        {
            string name = parameter.Name!;
            Type type = parameter.ParameterType;
            if (arguments.Arrays.TryGetValue(name, out NumberArray? array))
            {
                if (!type.IsByRefLike)
                    return Scalar(type, array.Data[0]);
                Array data = Elements(type.GetGenericArguments()[0], array.Data);
                return IsTensor(type) ? new Tensor(data, array.Shape) : data;
            }
            if (arguments.Scalars.TryGetValue(name, out double scalar))
                return Scalar(type, scalar);
            foreach ((string gradientOf, T[] gradient) in gradients)
                if (name == $"{gradientOf}Gradient")
                    return IsTensor(type) ? new Tensor(gradient, arguments[gradientOf].Shape) : gradient;
            foreach ((string other, object? value) in others)
                if (name == other)
                    return value;
            if (!parameter.HasDefaultValue)
                throw new ArgumentException($"There is no argument for '{name}'.");
            return parameter.DefaultValue;
        }

        private static Array Elements(Type type, double[] data) =>
            type == typeof(int) ? Array.ConvertAll(data, each => (int)each)
            : type == typeof(bool) ? Array.ConvertAll(data, each => each != 0)
            : Numbers(data);

        private static bool IsTensor(Type type) =>
            type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ReadOnlyTensorSpan<>) || type.GetGenericTypeDefinition() == typeof(TensorSpan<>));

        private static Expression Argument(Type type, Expression value)
        {
            if (!type.IsByRefLike)
                return Expression.Convert(value, type);
            if (IsTensor(type))
                return Expression.Call(typeof(Tensor), type.GetGenericTypeDefinition() == typeof(TensorSpan<>) ? nameof(Tensor.Writable) : nameof(Tensor.Readable),
                                       type.GetGenericArguments(), Expression.Convert(value, typeof(Tensor)));
            Type array = type.GetGenericArguments()[0].MakeArrayType();
            return Expression.New(type.GetConstructor([array])!, Expression.Convert(value, array));
        }
    }

    /// <summary>An array with a shape, to be viewed as a tensor.</summary>
    private sealed record Tensor(Array Data, int[] Shape)
    {
        public static ReadOnlyTensorSpan<TElement> Readable<TElement>(Tensor? tensor) =>
            tensor is null ? default : new((TElement[])tensor.Data, tensor.Lengths);

        public static TensorSpan<TElement> Writable<TElement>(Tensor? tensor) =>
            tensor is null ? default : new((TElement[])tensor.Data, tensor.Lengths);

        private ReadOnlySpan<nint> Lengths => Array.ConvertAll(Shape, length => (nint)length);
    }
}
