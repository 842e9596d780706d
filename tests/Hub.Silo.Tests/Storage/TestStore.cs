using System.Data.Common;
using System.Globalization;
using System.Text;
using Hub.Grains.Durability;
using Hub.Silo.Storage;
using Hub.Silo.Storage.OrleansSqlite;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Silo.Tests.Storage;

/// <summary>A store in a folder of its own, that can be stopped and opened again; states are written as the stock provider does, by its commands.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Action<SqliteStorageOptions>? _configure;

    public TestStore(Action<SqliteStorageOptions>? configure = null, IReceiptSigner? signer = null)
    {
        _configure = configure;
        Signer = signer;
        Open = OpenStorage();
    }

    public SqliteStorage Open { get; private set; }

    public IReceiptSigner? Signer { get; }

    public string Database => _folder["db/hub.db"];

    public string Key => _folder["keys/master.key"];

    public string Folder => _folder.Path;

    public SqliteStorageOptions Options
    {
        get
        {
            var options = new SqliteStorageOptions { DatabasePath = Database, MasterKeyPath = Key };
            _configure?.Invoke(options);
            return options;
        }
    }

    public SqliteStorage OpenStorage() => SqliteStorage.Open(Options, new Lazy<IReceiptSigner?>(() => Signer), TimeProvider.System, NullLogger.Instance);

    public async Task ReopenAsync()
    {
        await Open.DisposeAsync();
        Open = OpenStorage();
    }

    /// <summary>Runs SQL beside the store, as an insider with the file could.</summary>
    public void Sql(string sql)
    {
        using var session = SqliteSession.OpenPlain(Database);
        session.Script(sql);
    }

    public long? Number(string sql)
    {
        using var session = SqliteSession.OpenPlain(Database);
        return session.Run(sql);
    }

    public Task<long?> WriteAsync(string grain, long? expected, string payload) => WriteAsync(Open, grain, expected, payload);

    /// <summary>Writes as the provider would; gives the new version, null for a conflict.</summary>
    public static Task<long?> WriteAsync(SqliteStorage storage, string grain, long? expected, string payload) => VersionAsync(storage, StateMarks.Write, grain, expected, payload);

    public Task<long?> ClearAsync(string grain, long? expected) => VersionAsync(Open, StateMarks.Clear, grain, expected, null);

    /// <summary>A write that fails like the provider's when the version is another.</summary>
    public async Task MustWriteAsync(string grain, long? expected, string payload)
    {
        if (await WriteAsync(grain, expected, payload) is null)
            throw new VersionConflictException();
    }

    public async Task<(string? Payload, long Version)?> ReadAsync(string grain)
    {
        await using var command = Command(Open, StateMarks.Read, grain);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
            return null;
        return (reader.IsDBNull(0) ? null : Encoding.UTF8.GetString((byte[])reader["PayloadBinary"]), Convert.ToInt64(reader["Version"], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await Open.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<long?> VersionAsync(SqliteStorage storage, string mark, string grain, long? expected, string? payload)
    {
        await using var command = Command(storage, mark, grain);
        Add(command, "GrainStateVersion", expected is { } version ? (int)version : DBNull.Value);
        if (payload is not null)
            Add(command, "PayloadBinary", Encoding.UTF8.GetBytes(payload));
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? Convert.ToInt64(reader["NewGrainStateVersion"], CultureInfo.InvariantCulture) : null;
    }

    private static DbCommand Command(SqliteStorage storage, string mark, string grain)
    {
        var command = storage.DataSource.OpenConnection().CreateCommand();
        command.CommandText = mark;
        Add(command, "GrainIdN0", 0L);
        Add(command, "GrainIdN1", 0L);
        Add(command, "GrainTypeString", "note");
        Add(command, "GrainIdExtensionString", grain);
        Add(command, "ServiceId", "tests");
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}

internal sealed class VersionConflictException : Exception;
