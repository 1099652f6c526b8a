using System;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Diagnostics;

/// <summary>The first thing that keeps a method from being a formula.</summary>
internal sealed class Refusal(DiagnosticDescriptor rule, Location location, params string[] arguments)
{
    public DiagnosticDescriptor Rule { get; } = rule;
    public Location Location { get; } = location;

    /// <summary>What it says, in English whatever the culture, as a generated body throws it.</summary>
    public string Message => string.Format(
        CultureInfo.InvariantCulture, Rule.MessageFormat.ToString(CultureInfo.InvariantCulture), Array.ConvertAll(arguments, a => (object)a));

    /// <summary>The same for code that has to say it.</summary>
    public RefusalText Text => new(Rule.Id, Message);

    /// <summary>Of a loss whose gradient is too large.</summary>
    public static Refusal OfGradient(Location? at = null) => new(Rules.GradientTooLarge, at ?? Location.None, $"{Compiler.MaxNodes}");

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location, Array.ConvertAll(arguments, a => (object)a));
}

/// <summary>Ends the reading of a method; caught where that began, and thrown nowhere else.</summary>
internal sealed class RefusalException(Refusal refusal) : Exception
{
    public RefusalException(DiagnosticDescriptor rule, SyntaxToken at, params string[] arguments)
        : this(new Refusal(rule, at.GetLocation(), arguments)) { }

    public RefusalException(DiagnosticDescriptor rule, SyntaxNode at, params string[] arguments)
        : this(new Refusal(rule, at.GetLocation(), arguments)) { }

    public Refusal Refusal { get; } = refusal;
}
