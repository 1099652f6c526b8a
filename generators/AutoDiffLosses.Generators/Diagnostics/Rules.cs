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
        "ADL003", "A parameter has a modifier", "The parameter '{0}' cannot be '{1}': leave that out, a formula returns what it computes");

    /// <summary>{0}: the result's type; {1}: what it can be.</summary>
    public static readonly DiagnosticDescriptor ResultType = Declaration(
        "ADL004", "A result's type is not supported", "The result cannot be of type '{0}': it is {1}");

    /// <summary>{0}: the parameter, or "the result"; {1}: its floating type; {2}: the formula's.</summary>
    public static readonly DiagnosticDescriptor MixedTypes = Declaration(
        "ADL005", "A formula mixes floating-point types",
        "{0} is of {1}, and the formula of {2}: write one of the two for its parameters, their elements and its result");

    /// <summary>{0}: the parameter.</summary>
    public static readonly DiagnosticDescriptor Default = Declaration(
        "ADL006", "Only a hyperparameter has a default", "The parameter '{0}' has a default, which only a [Hyperparameter] can have: mark it so, or leave the default out");

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
        "ADL010", "Generated code needs C# 13", "Generated code needs C# 13 or later, and the project is compiled as C# {0}: set LangVersion");

    /// <summary>{0}: the loss; {1}: the batch method; {2}: the member that is there.</summary>
    public static readonly DiagnosticDescriptor Collision = Declaration(
        "ADL011", "A batch method collides with a member",
        "The loss '{0}' has a batch method '{1}' with the parameters of '{2}', which is there already: rename one of the two");

    /// <summary>{0}: the loss; {1}: how many; {2}: the most.</summary>
    public static readonly DiagnosticDescriptor TooManyArrays = Declaration(
        "ADL012", "A loss has too many arrays",
        "The loss '{0}' has {1} arrays and gradients, and a call can have {2}: make one array of several parameters");

    // ----------------------------------------------------------------------------------------------------- unsupported C#

    /// <summary>{0}: what; {1}: what to write instead.</summary>
    public static readonly DiagnosticDescriptor Unsupported = Formula(
        "ADL100", "A formula cannot use this", "{0} is not supported in a formula: {1}");

    /// <summary>{0}: the loop's keyword; {1}: what to write instead.</summary>
    public static readonly DiagnosticDescriptor Loop = Formula(
        "ADL101", "Loops come with a later version", "A '{0}' loop is not supported yet: {1}");

    /// <summary>{0}: the type.</summary>
    public static readonly DiagnosticDescriptor ValueType = Formula(
        "ADL102", "A formula has no values of this type",
        "A formula has no values of type '{0}': its values are float, double, int, bool, Vec, tuples and lambdas");

    /// <summary>{0}: the method; {1}: why, and what to do.</summary>
    public static readonly DiagnosticDescriptor Call = Formula(
        "ADL103", "A formula cannot call this", "A formula cannot call '{0}': {1}");

    /// <summary>{0}: the method.</summary>
    public static readonly DiagnosticDescriptor GeneratedCall = Formula(
        "ADL104", "A formula cannot call generated code of its own project",
        "A formula cannot call '{0}', which is generated from this project; write it in float, or put it in a referenced project");

    /// <summary>{0}: the method.</summary>
    public static readonly DiagnosticDescriptor Recursion = Formula(
        "ADL105", "A formula cannot recurse", "'{0}' calls itself: calls are inlined, so write what it does as a reduction, such as Sum(n, i => …)");

    /// <summary>{0}: the field or property; {1}: what to do.</summary>
    public static readonly DiagnosticDescriptor State = Formula(
        "ADL106", "A formula has no state", "'{0}' is not a value of the formula: {1}");

    /// <summary>{0} and {1}: the lengths.</summary>
    public static readonly DiagnosticDescriptor Lengths = Formula(
        "ADL107", "Lengths cannot be proved equal",
        "The lengths '{0}' and '{1}' cannot be proved equal: give the dimensions one name by [Shape], or write Tabulate(n, i => …)");

    /// <summary>{0}: the parameter.</summary>
    public static readonly DiagnosticDescriptor Require = Formula(
        "ADL108", "Only what is not differentiated can be required",
        "Require is checked before any loss is computed, and cannot depend on '{0}', which is differentiated: mark that [Target], or select by a condition");

    /// <summary>{0}: the limit.</summary>
    public static readonly DiagnosticDescriptor TooLarge = Formula(
        "ADL109", "A formula is too large", "The formula is larger than {0} operations: state it by reductions, such as Sum(n, i => …), or split it");

    /// <summary>{0}: the method; {1}: the signature that it should have.</summary>
    public static readonly DiagnosticDescriptor Derivative = Formula(
        "ADL110", "A derivative's signature does not fit", "The derivative of '{0}' has to be declared as '{1}'");

    /// <summary>{0}: the variable.</summary>
    public static readonly DiagnosticDescriptor Capture = Formula(
        "ADL111", "A formula of an index changes nothing outside",
        "'{0}' is changed by a lambda that is evaluated for each index: write what it gathers as a reduction, such as Sum(n, i => …)");

    /// <summary>{0}: the method; {1}: why.</summary>
    public static readonly DiagnosticDescriptor ReferencedFormula = Formula(
        "ADL112", "The formula of a referenced assembly cannot be read", "The formula of '{0}' in its assembly cannot be read: {1}");

    /// <summary>{0}: the limit.</summary>
    public static readonly DiagnosticDescriptor GradientTooLarge = Formula(
        "ADL113", "A gradient is too large",
        "The loss and its gradient come to more than {0} operations, many more than the formula: state it by reductions and Tabulate(n, i => …), and not by many changes of one array or many conditions in a loop, or split it");

    // ------------------------------------------------------------------------------------------------------------- advice

    /// <summary>{0}: the parameter.</summary>
    public static readonly DiagnosticDescriptor NoInfluence = Advice(
        "ADL200", "A parameter has no influence on the loss", "The parameter '{0}' has no influence on the loss: use it, or leave it out");

    /// <summary>{0}: the parameter.</summary>
    public static readonly DiagnosticDescriptor ZeroGradient = Advice(
        "ADL201", "A gradient is zero everywhere",
        "The gradient of '{0}' is zero everywhere: the loss depends on it only through conditions, indices and functions such as Floor; mark it [Target] if that is meant");

    /// <summary>No arguments.</summary>
    public static readonly DiagnosticDescriptor EqualityBranch = Advice(
        "ADL202", "A branch on the equality of differentiated values",
        "Two differentiated values are hardly ever equal, and the gradient does not see this branch: compare what is not differentiated, or by < and >");

    /// <summary>All of them, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All =>
        [.. typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(member => member.GetValue(null)).OfType<DiagnosticDescriptor>().OrderBy(rule => rule.Id)];

    private static DiagnosticDescriptor Formula(string id, string title, string message) =>
        new(id, title, message, "AutoDiffLosses.Formula", DiagnosticSeverity.Error, isEnabledByDefault: true,
            customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static DiagnosticDescriptor Advice(string id, string title, string message) =>
        new(id, title, message, "AutoDiffLosses.Advice", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    private static DiagnosticDescriptor Declaration(string id, string title, string message) =>
        new(id, title, message, "AutoDiffLosses.Declaration", DiagnosticSeverity.Error, isEnabledByDefault: true,
            customTags: WellKnownDiagnosticTags.NotConfigurable);
}
