namespace AutoDiffLosses.Generators.Ir;

/// <summary>Nodes as text.</summary>
internal static class IrPrinter
{
    public static string Expression(Node node) => $"{node.Op}#{node.Id}";
}
