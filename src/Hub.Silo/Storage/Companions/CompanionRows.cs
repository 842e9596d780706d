using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;
using Hub.Silo.Storage.Receipts;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Companions;

/// <summary>Companions turned into rows: sealed and indexed on the caller's thread, so that the one writer only writes.</summary>
internal sealed class CompanionRows
{
    private const string AppendFeed =
        "INSERT INTO feed (opening, n, payload) SELECT ?1, COALESCE(MAX(n), 0) + 1, ?2 FROM feed WHERE opening = ?1 RETURNING n";
    private const string AddEnvelope = "INSERT INTO envelopes (opening, envelope, payload) VALUES (?1, ?2, ?3)";
    private const string DropEnvelope = "DELETE FROM envelopes WHERE opening = ?1 AND envelope = ?2";
    private const string PutBoard =
        "INSERT INTO board (opening, challenge, payload) VALUES (?1, ?2, ?3) ON CONFLICT (opening, challenge) DO UPDATE SET payload = excluded.payload";
    private const string PutCertificate = """
        INSERT INTO certificates (key_id, enc_key_id, issuer, serial, enterprise_id, status, not_after, enc_serial, authority_id, device_key_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (key_id) DO UPDATE SET enc_key_id = excluded.enc_key_id, issuer = excluded.issuer, serial = excluded.serial,
            enterprise_id = excluded.enterprise_id, status = excluded.status, not_after = excluded.not_after, enc_serial = excluded.enc_serial,
            authority_id = excluded.authority_id
        """;
    private const string AddAdminAction = "INSERT INTO admin_actions (at, actor, action, subject, detail) VALUES (?1, ?2, ?3, ?4, ?5)";

    private readonly List<(string Sql, object?[] Values)> _statements = [];

    private CompanionRows()
    {
    }

    /// <summary>How many statements they are.</summary>
    public int Count => _statements.Count;

    /// <summary>About how much they bring.</summary>
    public int Bytes { get; private set; }

    /// <summary>The receipt that is asked for, if one is.</summary>
    public PendingReceipt? Receipt { get; private set; }

    /// <exception cref="ArgumentException">Two feed entries or two receipts: the result has room for one.</exception>
    public static CompanionRows Of(ReadOnlySpan<Companion> companions, ISealer sealer)
    {
        var rows = new CompanionRows();
        foreach (var companion in companions)
            rows.Add(companion, sealer);
        return rows;
    }

    /// <summary>An operator's action, which needs no sealing.</summary>
    public static CompanionRows InClear(AdminActionRow action)
    {
        var rows = new CompanionRows();
        rows.Add(action);
        return rows;
    }

    /// <summary>Runs them; gives the number of the feed entry, if there is one.</summary>
    public long? Insert(SqliteSession session)
    {
        long? number = null;
        foreach (var (sql, values) in _statements)
            number = session.Run(sql, values) ?? number;
        return number;
    }

    private void Add(Companion companion, ISealer sealer)
    {
        switch (companion)
        {
            case FeedEntry entry:
                if (_statements.Exists(statement => statement.Sql == AppendFeed))
                    throw new ArgumentException("One write has at most one feed entry.", nameof(companion));
                Add(AppendFeed, RowSeal.Opening(sealer, entry.OpeningId), RowSeal.Feed.Seal(sealer, entry.OpeningId, entry.ChallengeId, entry.Payload));
                break;
            case EnvelopeRow row:
                Add(AddEnvelope, RowSeal.Opening(sealer, row.OpeningId), RowSeal.Envelope(sealer, row.OpeningId, row.EnvelopeId),
                    RowSeal.Envelopes.Seal(sealer, row.OpeningId, row.EnvelopeId, LengthPrefixed.Join(Encoding.UTF8.GetBytes(row.ChallengeId), row.Payload)));
                break;
            case EnvelopeWithdrawal row:
                Add(DropEnvelope, RowSeal.Opening(sealer, row.OpeningId), RowSeal.Envelope(sealer, row.OpeningId, row.EnvelopeId));
                break;
            case BoardRow row:
                Add(PutBoard, RowSeal.Opening(sealer, row.OpeningId), RowSeal.Challenge(sealer, row.OpeningId, row.ChallengeId),
                    RowSeal.Board.Seal(sealer, row.OpeningId, row.ChallengeId, row.Payload));
                break;
            case CertificateRow row:
                Add(PutCertificate, row.KeyId, row.EncKeyId, row.Issuer, row.SerialHex, row.EnterpriseId, row.Status, row.NotAfter.ToUnixTimeMilliseconds(), row.EncSerialHex,
                    row.AuthorityId, row.DeviceKeyId);
                break;
            case AdminActionRow row:
                Add(row);
                break;
            case ReceiptRequest request:
                if (Receipt is not null)
                    throw new ArgumentException("One write has at most one receipt.", nameof(companion));
                Receipt = PendingReceipt.Of(request.Leaf, sealer);
                Bytes += request.Leaf.Length;
                break;
            default:
                throw new ArgumentException($"A {companion.GetType().Name} is no companion that the store knows.", nameof(companion));
        }
    }

    private void Add(AdminActionRow row) => Add(AddAdminAction, row.At.ToUnixTimeMilliseconds(), row.Actor, row.Action, row.Subject, row.Detail);

    private void Add(string sql, params object?[] values)
    {
        _statements.Add((sql, values));
        Bytes += 64 + values.OfType<byte[]>().Sum(blob => blob.Length);
    }
}
