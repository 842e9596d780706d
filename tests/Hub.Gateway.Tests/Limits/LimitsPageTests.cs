using System.Globalization;
using System.Reflection;
using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Live;
using Hub.Gateway.Phones;
using Hub.Gateway.Surfaces;
using Hub.Gateway.Tests.Hosting;

namespace Hub.Gateway.Tests.Limits;

/// <summary>Section 8 and the PIN table of docs/protocol.md against what the code holds to.</summary>
public sealed class LimitsPageTests
{
    private static readonly GatewayOptions Options = new();

    // What the page calls it, and the bound as the page must write it.
    private static readonly (string What, string Bound)[] Code =
    [
        ("body of a phone's call; response", $"{Size(BodyLimit.Phone)}; {Size(BodyLimit.Response)}"),
        ("body of a platform's call", Size(BodyLimit.Platform)),
        ("CRL; lists of one address, whatever becomes of them; lists that arrive or are looked at at once, and `overloaded` beyond",
            $"{Size(BodyLimit.Crl)}; {Options.ListsPerMinute} a minute; {BodyLimit.CrlsAtOnce}"),
        ("generations of an opening; its amendments; envelopes ever withdrawn, and orders to withdraw, of one decrypt challenge",
            $"{Number(Held.OfGrains<int>("Openings.OpeningRules.MaxGenerations"))}; {Number(Held.OfGrains<int>("Openings.OpeningRules.MaxAmendments"))}; {Number(Held.OfGrains<int>("Challenges.ChallengeRules.MaxLeft"))}"),
        ("envelopes of an encrypt statement; its withdraws; envelopes of a decrypt statement; of an opening",
            $"{EncryptStatement.MaxEnvelopes}; {EncryptStatement.MaxEnvelopes}; {Held.OfGrains<int>("Challenges.ChallengeRules.MaxEnvelopes")}; {Number(Held.OfGrains<int>("Openings.OpeningRules.MaxEnvelopes"))}"),
        ("a record; a header; a descriptor; a response; an authorship's response; an encrypt statement; anchors; a decrypt statement",
            string.Join("; ", new[] { Held.OfCryptography<int>("RecordFields.RecordMax"), BidHeader.MaxLength, OpeningDescriptor.MaxLength, ResponseRecord.MaxLength, Authorship.MaxResponseLength,
                EncryptStatement.MaxLength, RecordBounds.LongestAnchors(), DecryptStatement.MaxLength }.Select(Size))),
        ("a certificate; a PKCS#10; a signature; a sealed key",
            $"{Size(Held.OfCryptography<int>("RecordFields.CertificateMax"))}; {Size(RecordBounds.LongestRequest())}; {Held.OfCryptography<int>("RecordFields.SignatureMax")} bytes; {Held.OfCryptography<int>("RecordFields.SealedMax")} bytes"),
        ("`chain` and `crls` of a decrypt statement; steps of a path; `size` of a freeze or batch; `generation`, `version`; `number` of an amendment; `batch`",
            $"{CertificatePath.MaxIntermediates + 1}; {RecordBounds.LongestPath()}; {Number(RecordBounds.HighestSize())}; {Number(RecordBounds.HighestGeneration())}; {Number(RecordBounds.HighestNumber())}; {RecordBounds.HighestBatch()}"),
        ("fresh signatures: a signed `at` of a scan, off the hub's clock", "not checked: phones' clocks are wrong"),
        ("requests of one device key; scans of one challenge by certificates that it does not need; calls of one credential",
            $"{Options.DevicePerMinute} a minute; {Options.ChallengePerMinute} a minute; {Options.CredentialPerSecond} a second"),
        ("requests of one address that no key vouched for: a signature that is missing or wrong, and whatever is answered without a look at it (a repeated response, a response to a challenge that is decided or expired, a challenge that is unavailable or of another hub, a call about the PIN of a certificate in bad standing)",
            $"{Options.StrangersPerMinute} a minute"),
        ("enrolments that wait for one authority at once; those of one address among them; `overloaded` beyond", $"{EnrolmentsUnderWay.OfAuthority}; {EnrolmentsUnderWay.OfAddress}"),
        ("waiting feed calls of one credential", Number(Options.MaxFeedWaiters)),
        ("watches of one connection to `/live`; a connection that watches nothing; one message of a page",
            $"{LiveWatches.MaxWatched}; closed after {Seconds(LiveWatches.Patience)} s; {Size(Held.OfGateway<int>("Live.LiveLimits.MaxReceived"))}"),
        ("calls of one connection to `/live`; of Watch and WatchBoard by one token from one address", $"{LiveBudgets.ConnectionPerTenSeconds} in 10 s; {LiveBudgets.TokenPerSecond} a second"),
        ("connections of one address to the phones' and the API's address together; time to the first byte of a connection", $"{Share()} of what the hub takes, proxies that it was told of apart; {Seconds(FirstByte.Patience)} s"),
        ("time for a body to arrive; when there is no room for more bodies of its kind (responses, other calls of phones, calls of platforms, lists)",
            $"{Seconds(BodyIntake.Longest)} s; those under way longest are refused with `overloaded`, of an address that holds much first"),
        ("late answers kept of one challenge", Number(Held.OfGrains<int>("Challenges.ChallengeRules.MaxLate"))),
        ("credentials of a platform; certificates of an enterprise",
            $"{Held.OfGrains<int>("Platforms.PlatformRules.MaxCredentials")}; {Number(Held.OfGrains<int>("Enterprises.EnterpriseRules.MaxCertificates"))}"),
    ];

    [Fact]
    public void Section_8_has_exactly_the_bounds_that_the_code_holds_to() =>
        Assert.Equal(Code.Select(row => $"{row.What} | {row.Bound}"), Protocol.Table("## 8.").Select(row => $"{row[0]} | {row[1]}"));

    [Fact]
    public void The_pin_table_locks_and_erases_as_the_code_does()
    {
        var answered = Held.OfGrains<int>("Certificates.PinPolicy.TriesInRow");
        var locks = Enumerable.Range(1, answered).Select(place => Held.AskGrains<TimeSpan>("Certificates.PinPolicy.LockBy", place)).ToList();
        var hour = 1 + locks.IndexOf(TimeSpan.FromHours(1));
        var day = 1 + locks.IndexOf(TimeSpan.FromHours(24));
        Assert.All(Enumerable.Range(1, answered), place => Assert.Equal(
            place >= day ? TimeSpan.FromHours(24) : place == hour ? TimeSpan.FromHours(1) : TimeSpan.Zero, locks[place - 1]));
        Assert.Equal(
            [
                $"{hour} | locked for 1 hour",
                $"{day} and each one after | locked for 24 hours",
                $"an {answered + 1}th is asked, or {Held.OfGrains<int>("Certificates.PinPolicy.TriesInYear")} uncleared in {Held.OfGrains<TimeSpan>("Certificates.PinPolicy.Year").TotalDays} days | the key share is erased; the certificate needs recovery (找回)",
            ],
            Protocol.Table("### 5.2").Select(row => $"{row[0]} | {row[1]}"));
    }

    private static string Share()
    {
        var most = typeof(AddressShares).GetField("_most", BindingFlags.Instance | BindingFlags.NonPublic) ?? throw new MissingMemberException("_most");
        return (int)most.GetValue(new AddressShares(Options))! * 3 == Options.MaxConnections * 2 ? "two thirds" : "another share";
    }

    private static string Size(int bytes) => bytes % (1 << 20) == 0 ? $"{bytes >> 20} MiB" : bytes % 1024 == 0 ? $"{bytes >> 10} KiB" : $"{bytes} bytes";

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
