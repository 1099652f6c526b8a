using System;
using System.Collections.Generic;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Xunit;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Tests.Scheduling;

/// <summary>That the verifier finds what would be wrong numbers, and lets pass what is right.</summary>
public class LoopProgramVerifierTests
{
    private static readonly IrBuilder B = new();
    private static readonly Node
        Sample = B.Index(1, B.Dim("samples")), I = B.Index(2, B.Dim("n")),
        First = B.Less(B.Int(2), B.Dim("m")), Second = B.Less(B.Int(3), B.Dim("m")),
        Element = B.Unary(Opcode.Exp, B.Load(B.Param("x", ScalarKind.Real, B.Dim("samples"), B.Dim("n")), Sample, I)), Number = B.Real(1);
    private static readonly Buffer Gradient = new(BufferKind.Gradient, "x", [B.Dim("n")]);

    private static readonly Step
        Keep = new Loop(I, [new Store(Gradient, [I], Element, IsKept: true)], null),
        ReadBack = new Loop(I, [new LetKept(Element, Gradient, [I]), new Store(Gradient, [I], B.Neg(Element))], null),
        Clear = new Clear(Gradient),
        Declare = new Declare(Element, Narrow: false, InBoth: false),
        Assign = new Assign(Element, Number), Return = new Return(Element);

    private static Step If(Node condition, Step[] then, params Step[] otherwise) =>
        new If(Condition.Of(condition), then, otherwise);

    public static TheoryData<string> Right => new(RightPrograms.Keys);
    public static TheoryData<string> Wrong => new(WrongPrograms.Keys);

    private static readonly Dictionary<string, Step[]> RightPrograms = new()
    {
        ["kept and read back"] = [Keep, ReadBack],
        ["read back in one arm, and cleared in the other"] = [Keep, If(First, [ReadBack], Clear)],
        ["kept in the arm in which it is read"] = [If(First, [Keep], Clear), If(First, [ReadBack])],
        ["kept in both arms"] = [If(First, [Keep], Keep), ReadBack],
        ["assigned in both arms"] = [Declare, If(First, [Assign], Assign), Return],
        ["assigned in three ways"] = [Declare, If(First, [Assign], If(Second, [Assign], Assign)), Return],
        ["assigned and read in one arm"] = [Declare, If(First, [Assign]), If(First, [Return])],
    };

    private static readonly Dictionary<string, (Step[] Steps, string Message)> WrongPrograms = new()
    {
        ["never kept"] = ([ReadBack], "is not kept everywhere where it is read back"),
        ["kept in one arm alone"] = ([If(First, [Keep]), ReadBack], "is not kept everywhere where it is read back"),
        ["read back twice, the second time overwritten"] = ([Keep, ReadBack, ReadBack], "is overwritten before it is read back"),
        ["cleared between"] = ([Keep, Clear, ReadBack], "is overwritten before it is read back"),
        ["kept over another arm's result"] = ([If(First, [Clear]), Keep, If(First, [], ReadBack)], "is kept over what has been written"),
        ["assigned in one arm alone"] = ([Declare, If(First, [Assign]), Return], "is read where it has no value"),
        ["assigned, but not declared"] = ([Assign, Return], "is assigned, and not declared"),
        ["read outside of its loop"] = ([Return], "is read outside of its loop"),
        ["declared in a block before"] = ([If(First, [Declare, Assign]), If(First, [Assign])], "is assigned, and not declared"),
        ["a loop that nobody runs"] = ([new Return(B.Reduce(Opcode.ReduceSum, I, Element))], "is read where it has no loop"),
    };

    [Theory]
    [MemberData(nameof(Right))]
    public void WhatIsRightPasses(string name) => Verify(RightPrograms[name]);

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WhatIsWrongIsFound(string name) =>
        Assert.Contains(WrongPrograms[name].Message, Assert.Throws<InvalidOperationException>(() => Verify(WrongPrograms[name].Steps)).Message);

    private static void Verify(Step[] steps) =>
        LoopProgramVerifier.Verify(new LoopProgram(steps, [], new Dictionary<Node, Buffer>()), Sample, [], areGiven: false);
}
