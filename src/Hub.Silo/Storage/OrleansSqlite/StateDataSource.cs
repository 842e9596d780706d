using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Hub.Silo.Storage.OrleansSqlite;

/// <summary>What the stock provider takes for the database: every "connection" is one object that holds nothing and makes <see cref="StateCommand"/>s.</summary>
internal sealed class StateDataSource : DbDataSource
{
    private readonly StateConnection _connection;

    public StateDataSource(GrainStateStore store) => _connection = new StateConnection(store);

    /// <summary>Only ever logged.</summary>
    public override string ConnectionString => "Data Source=hub";

    protected override DbConnection CreateDbConnection() => _connection;

    /// <summary>A <see cref="SqliteConnection"/> only because the provider checks for the type. Never opened; closing and disposing it do nothing, so it can be shared.</summary>
    private sealed class StateConnection(GrainStateStore store) : SqliteConnection
    {
        public override ConnectionState State => ConnectionState.Open;

        [AllowNull]
        public override string ConnectionString
        {
            get => "Data Source=hub";
            set { }
        }

        public override void Open()
        {
        }

        public override Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Close()
        {
        }

        public override Task CloseAsync() => Task.CompletedTask;

        protected override DbCommand CreateDbCommand() => new StateCommand(store);
    }
}
