using System.Globalization;
using System.Numerics;
using Hub.Cryptography;
using SampleProcess;
using TestCa.Issuing;
using TestCa.Keys;

namespace TestCa.Revocation;

/// <summary>The newest list of each of the CA's two keys, as a row on disk.</summary>
/// <param name="Number">Grows with each pair of lists.</param>
internal sealed record CrlPair(long Number, DateTimeOffset MadeAt, byte[] Issuing, byte[] Root);

/// <summary>Makes the CA's lists (证书撤销列表). A new pair is on disk before anybody is told, so a number is never used for two contents.</summary>
internal sealed class CrlBook
{
    private const string Row = "newest";
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private readonly Lock _gate = new();
    private readonly JsonFolder<CrlPair> _rows;
    private readonly CaKeys _keys;
    private readonly IssuingDesk _desk;
    private readonly TimeProvider _time;

    public CrlBook(string folder, CaKeys keys, IssuingDesk desk, TimeProvider time)
    {
        (_rows, _keys, _desk, _time) = (new JsonFolder<CrlPair>(Path.Combine(folder, "crls")), keys, desk, time);
        if (_rows.Find(Row) is null)
            Make();
    }

    public CrlPair Newest => _rows.Find(Row)!;

    public CrlPair Make()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var number = (_rows.Find(Row)?.Number ?? 0) + 1;
            var entries = _desk.Certificates.Where(known => known.RevokedAt is not null)
                .Select(known => new CrlEntry(known.Serial, known.RevokedAt!.Value, (RevocationReason)known.Reason)).ToList();
            var pair = new CrlPair(number, now, Sign(_keys.Issuing, entries), Sign(_keys.Root, []));
            _rows.Put(Row, pair);
            return pair;

            byte[] Sign(CertificateIssuer issuer, List<CrlEntry> revoked) => issuer.SignCrl(new BigInteger(number), now, now + Life, revoked).Der.ToArray();
        }
    }

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
