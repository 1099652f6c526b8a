using System;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>Ends the reading of a method that the compiler itself reports: nothing is to be added to its error.</summary>
internal sealed class CompileErrorException : Exception;
