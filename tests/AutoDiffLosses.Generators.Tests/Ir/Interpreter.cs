using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>
/// The meaning of the IR, in double: what every pass has to keep. Values are doubles, integers and conditions too; a node is
/// evaluated once for each value of its free index variables. An eager interpreter evaluates both arms of a choice and all of a
/// conjunction, as emitted code may: what is not guarded there throws.
/// </summary>
/// <param name="parameters">The elements of each parameter, row by row; a scalar is an array of one.</param>
internal sealed class Interpreter(
    IReadOnlyDictionary<string, double[]> parameters, IReadOnlyDictionary<string, int> dims, bool eager = false)
{
    public sealed record ArrayValue(double[] Elements, int[] Shape);

    private readonly Dictionary<Node, Dictionary<IndexValues, object>> memo = [];
    private readonly Dictionary<Node, int> bound = [];

    public double Scalar(Node node, params (Node Index, int Value)[] free) => (double)Evaluate(node, free);

    public double[] Array(Node node, params (Node Index, int Value)[] free) => ArrayWithShape(node, free).Elements;

    public ArrayValue ArrayWithShape(Node node, params (Node Index, int Value)[] free) => (ArrayValue)Evaluate(node, free);

    private object Evaluate(Node node, (Node Index, int Value)[] free)
    {
        foreach (var (index, value) in free)
            bound[index] = value;
        object result = Value(node);
        foreach (var (index, _) in free)
            bound.Remove(index);
        return result;
    }

    // ------------------------------------------------------------------------------------------------------------- nodes

    private double Number(Node node) => (double)Value(node);
    private int Integer(Node node) => (int)Number(node);
    private bool Holds(Node node) => Number(node) != 0;
    private ArrayValue Elements(Node node) => (ArrayValue)Value(node);

    private object Value(Node node)
    {
        if (!memo.TryGetValue(node, out var values))
            memo.Add(node, values = []);
        var key = new IndexValues(node, bound);
        if (values.TryGetValue(key, out object? known))
            return known;
        object? value = null;
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
            value = Computed(node);
        else
            OnLargeStack(() => value = Computed(node));
        values.Add(key, value!);
        return value!;
    }

    private object Computed(Node node) => node.Op switch
    {
        Opcode.Param => Parameter(node),
        Opcode.Zeros => Zeros(node),
        Opcode.Tabulate => Tabulate(node),
        Opcode.With => With(node),
        Opcode.Scatter => Scatter(node),
        Opcode.Contributions => node.Operands.Select(Elements).Aggregate((x, y) => x with { Elements = [.. x.Elements.Zip(y.Elements, (p, q) => p + q)] }),
        Opcode.Stop => Value(node.Operands[0]),
        _ => ScalarValue(node),
    };

    private double ScalarValue(Node node)
    {
        var operands = node.Operands;
        if (node.Op.IsReduce())
            return Reduce(node);
        if (node.Op is not (Opcode.Stop or Opcode.Not or Opcode.Convert) && node.Op.IsUnary())
        {
            double x = Number(operands[0]);
            return node.Kind == ScalarKind.Int ? Scalars.OfInt(node.Op, (int)x) : Scalars.OfReal(node.Op, x);
        }
        switch (node.Op)
        {
            case Opcode.Const:
                return node.Kind == ScalarKind.Real ? node.Real : node.Bits;
            case Opcode.Dim:
                return dims[node.Name];
            case Opcode.Index:
                return bound[node];
            case Opcode.Not:
                return Holds(operands[0]) ? 0 : 1;
            case Opcode.Convert:
                return node.Kind == ScalarKind.Int ? (int)Number(operands[0]) : Number(operands[0]);
            case Opcode.And:
                return Both(operands[0], operands[1], otherwise: false) ? 1 : 0;
            case Opcode.Or:
                return Both(operands[0], operands[1], otherwise: true) ? 1 : 0;
            case Opcode.Surrogate:
                return Number(operands[0]);
            case Opcode.Select:
                if (eager)
                    (_, _) = (Number(operands[1]), Number(operands[2]));
                return Number(Holds(operands[0]) ? operands[1] : operands[2]);
            case Opcode.Clamp:
                return ScalarMath.Clamp(Number(operands[0]), Number(operands[1]), Number(operands[2]));
            case Opcode.PowFromLog:
                return ScalarMath.PowFromLog(Number(operands[0]), Number(operands[1]), Number(operands[2]));
            case Opcode.Load:
                return Load(node);
            default:
                double x = Number(operands[0]), y = Number(operands[1]);
                return operands[0].Kind == ScalarKind.Int ? Scalars.OfInts(node.Op, (int)x, (int)y) : Scalars.OfReals(node.Op, x, y);
        }
    }

    /// <summary>A conjunction, or a disjunction where the other condition decides if it holds.</summary>
    private bool Both(Node x, Node y, bool otherwise)
    {
        if (eager)
            Holds(y);
        return Holds(x) == otherwise ? otherwise : Holds(y);
    }

    private double Reduce(Node node)
    {
        var index = node.ReduceIndex;
        var reduction = new RunningReduction(node.Op, node.Kind, node.Body.Kind);
        int extent = Integer(index.IndexExtent);
        bool shadows = bound.TryGetValue(index, out int outer);
        for (int i = 0; i < extent && (eager || !reduction.IsDecided); i++)
        {
            bound[index] = i;
            reduction.Add(i, Number(node.Body));
        }
        Leave(index, shadows, outer);
        return reduction.Result;
    }

    private void Leave(Node index, bool shadows, int outer)
    {
        if (shadows)
            bound[index] = outer;
        else
            bound.Remove(index);
    }

    // ------------------------------------------------------------------------------------------------------------ arrays

    private int[] Shape(Node array, int rank) => [.. Enumerable.Range(0, rank).Select(d => Math.Max(0, Integer(array.Extent(d))))];

    private static int Size(int[] shape) => shape.Aggregate(1, (size, extent) => checked(size * extent));

    private object Parameter(Node node)
    {
        double[] elements = parameters[node.Name];
        int[] shape = Shape(node, node.Rank);
        if (elements.Length != Size(shape))
            throw new ArgumentException($"{node.Name} has {elements.Length} elements and not {Size(shape)}.");
        return node.IsScalar ? elements[0] : new ArrayValue(elements, shape);
    }

    private ArrayValue Zeros(Node node)
    {
        int[] shape = Shape(node, node.Rank);
        return new(new double[Size(shape)], shape);
    }

    private double Load(Node node)
    {
        var array = eager || Holds(node.Guard) ? Elements(node.Array) : null;
        return Holds(node.Guard) ? array!.Elements[Offset(node, array.Shape, node.LoadIndices)] : 0;
    }

    /// <summary>Where the element lies: every index has to be inside of its dimension.</summary>
    private int Offset(Node node, int[] shape, IEnumerable<Node> indices)
    {
        int offset = 0, dimension = 0;
        foreach (var index in indices)
        {
            int i = Integer(index), extent = shape[dimension++];
            if (i < 0 || i >= extent)
                throw new IndexOutOfRangeException($"{i} is not inside of {extent}: {node}");
            offset = offset * extent + i;
        }
        return offset;
    }

    private ArrayValue Tabulate(Node node)
    {
        int[] shape = Shape(node, node.Rank);
        double[] elements = new double[Size(shape)];
        int next = 0;
        if (elements.Length > 0)
            Loop([.. node.Bound], () => elements[next++] = Number(node.Body));
        return new(elements, shape);
    }

    private ArrayValue With(Node node)
    {
        var (elements, shape) = Elements(node.Array);
        if (eager)
            Number(node.Written);
        if (!Holds(node.Guard))
            return new(elements, shape);
        elements = [.. elements];
        elements[Offset(node, shape, node.Targets)] = Number(node.Written);
        return new(elements, shape);
    }

    private ArrayValue Scatter(Node node)
    {
        var (elements, shape) = Elements(node.Array);
        elements = [.. elements];
        Loop([.. node.Bound], () =>
        {
            if (eager)
                Number(node.Written);
            if (Holds(node.Guard))
                elements[Offset(node, shape, node.Targets)] += Number(node.Written);
        });
        return new(elements, shape);
    }

    /// <summary>Runs the loops, each of which may use the variables of those around it.</summary>
    private void Loop(Node[] indices, Action body, int first = 0)
    {
        if (first == indices.Length)
        {
            body();
            return;
        }
        var index = indices[first];
        int extent = Integer(index.IndexExtent);
        bool shadows = bound.TryGetValue(index, out int outer);
        for (int i = 0; i < extent; i++)
        {
            bound[index] = i;
            Loop(indices, body, first + 1);
        }
        Leave(index, shadows, outer);
    }

    // ---------------------------------------------------------------------------------------------------------- internal

    private static void OnLargeStack(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                thrown = exception;
            }
        }, maxStackSize: 256 << 20);
        thread.Start();
        thread.Join();
        if (thrown != null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
    }

    /// <summary>The values of the index variables that are free in a node.</summary>
    private readonly struct IndexValues : IEquatable<IndexValues>
    {
        private readonly int first, second;
        private readonly int[]? rest;

        public IndexValues(Node node, Dictionary<Node, int> bound)
        {
            var free = node.Free;
            if (free.Count > 0)
                first = bound[free[0]];
            if (free.Count > 1)
                second = bound[free[1]];
            if (free.Count > 2)
                rest = [.. free.Skip(2).Select(index => bound[index])];
        }

        public bool Equals(IndexValues other) =>
            first == other.first && second == other.second && (rest == null || rest.AsSpan().SequenceEqual(other.rest));

        public override bool Equals(object? other) => other is IndexValues values && Equals(values);

        public override int GetHashCode() => HashCode.Combine(first, second, rest is { Length: > 0 } ? rest[0] : 0, rest is { Length: > 1 } ? rest[1] : 0);
    }
}
