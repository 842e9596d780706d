using Hub.Grains.Durability;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.ReadModel;

/// <inheritdoc cref="IAdminActionReader"/>
internal sealed class AdminActionReader(ReaderPool readers) : IAdminActionReader
{
    private const string Page = "SELECT id, at, actor, action, subject, detail FROM admin_actions WHERE id > ?1 ORDER BY id LIMIT ?2";

    public async Task<IReadOnlyList<StoredAdminAction>> ListAsync(long after, int max, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return await readers.ReadAsync(
            session => session.Query(
                Page,
                row => new StoredAdminAction(
                    row.Int64(0), new AdminActionRow(DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(1)), row.Text(2), row.Text(3), row.Text(4), row.Text(5))),
                after, Math.Min(max, IAdminActionReader.MaxActions)),
            cancellation);
    }
}
