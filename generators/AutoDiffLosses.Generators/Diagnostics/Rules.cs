using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Diagnostics;

/// <summary>
/// All that is reported. ADL0xx: how a loss is declared; ADL1xx: C# that a formula cannot use, and what to write instead;
/// ADL2xx: formulas that are fine C#, and probably not what was meant.
/// </summary>
internal static class Rules
{
    // ------------------------------------------------------------------------------------------------------- declarations

    /// <summary>{0}: the method; {1}: what is wrong with it.</summary>
    public static readonly DiagnosticDescriptor Method = Declaration(
        "ADL001", "A formula is a static method with a body", "'{0}' cannot be a formula: {1}");

    /// <summary>{0}: the parameter; {1}: its type.</summary>
    public static readonly DiagnosticDescriptor ParameterType = Declaration(
        "ADL002", "A parameter's type is not supported",
        "The parameter '{0}' cannot be of type '{1}': it is float, double, int, bool, or a Vec of these");

    /// <summary>{0}: the parameter; {1}: its modifier.</summary>
    public static readonly DiagnosticDescriptor ParameterModifier = Declaration(
        "ADL003", "A parameter has a modifier", "The parameter '{0}' cannot be '{1}': parameters of a formula are plain values");

    /// <summary>{0}: the result's type; {1}: what it can be.</summary>
    public static readonly DiagnosticDescriptor ResultType = Declaration(
        "ADL004", "A result's type is not supported", "The result cannot be of type '{0}': it is {1}");

    /// <summary>{0}: the parameter, or "the result"; {1}: its floating type; {2}: the formula's.</summary>
    public static readonly DiagnosticDescriptor MixedTypes = Declaration(
        "ADL005", "A formula mixes floating-point types",
        "{0} is of {1}, and the formula of {2}: its parameters, their elements and its result have one floating-point type");

    /// <summary>{0}: the parameter.</summary>
    public static readonly DiagnosticDescriptor Default = Declaration(
        "ADL006", "Only a hyperparameter has a default", "The parameter '{0}' has a default: only a [Hyperparameter] can have one");

    /// <summary>{0}: the method.</summary>
    public static readonly DiagnosticDescriptor NoSample = Declaration(
        "ADL007", "A loss has a parameter of which there is one per sample",
        "The loss '{0}' has no parameter of which there is one per sample: leave one without [Shared] and [Hyperparameter]");

    /// <summary>{0}: the parameter; {1}: what is wrong with its attributes.</summary>
    public static readonly DiagnosticDescriptor ParameterAttributes = Declaration(
        "ADL008", "A parameter's attributes do not fit it", "The parameter '{0}' {1}");

    /// <summary>{0}: what; {1}: what to do meanwhile.</summary>
    public static readonly DiagnosticDescriptor NotYet = Declaration(
        "ADL009", "A part of the language that is not there yet", "{0} not supported yet: {1}");

    /// <summary>{0}: the version that the project has.</summary>
    public static readonly DiagnosticDescriptor LanguageVersion = Declaration(
        "ADL010", "Generated code needs C# 12", "Generated code needs C# 12 or later, and the project is compiled as C# {0}: set LangVersion");

    /// <summary>{0}: the loss; {1}: the batch method; {2}: the member that is there.</summary>
    public static readonly DiagnosticDescriptor Collision = Declaration(
        "ADL011", "A batch method collides with a member",
        "The loss '{0}' has a batch method '{1}' with the parameters of '{2}', which is there already: rename one of the two");

    public static ImmutableArray<DiagnosticDescriptor> All =>
        [.. typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(member => member.GetValue(null)).OfType<DiagnosticDescriptor>().OrderBy(rule => rule.Id)];

    private static DiagnosticDescriptor Declaration(string id, string title, string message) =>
        new(id, title, message, "AutoDiffLosses.Declaration", DiagnosticSeverity.Error, isEnabledByDefault: true,
            customTags: WellKnownDiagnosticTags.NotConfigurable);
}
