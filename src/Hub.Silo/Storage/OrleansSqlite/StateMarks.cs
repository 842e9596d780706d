namespace Hub.Silo.Storage.OrleansSqlite;

/// <summary>
/// The texts that the stock ADO.NET provider takes for queries. It reads them from <c>OrleansQuery</c>; <see cref="StateCommand"/> answers that question itself, so
/// there is no such table, and nothing in the database can make the provider run anything else.
/// </summary>
internal static class StateMarks
{
    /// <summary>Writes a grain state, if the version is the expected one.</summary>
    public const string Write = "hub: write grain state";

    /// <summary>Reads a grain state.</summary>
    public const string Read = "hub: read grain state";

    /// <summary>Empties a grain state and keeps its row, if the version is the expected one.</summary>
    public const string Clear = "hub: clear grain state";

    /// <summary>The provider's name of the engine; it makes the provider load Microsoft.Data.Sqlite.</summary>
    public const string Invariant = "System.Data.SQLite";
}
