using System.Text.Json;
using Hub.Bench.World;
using Hub.Cryptography;
using Hub.Floor.Seeds;
using Hub.Phone;

namespace Hub.Bench.Decrypt;

/// <summary>What comes before and after a run: tokens and frames, proof that what was measured were real decrypts, and the seed for the floor.</summary>
internal static class DecryptPreparation
{
    /// <summary>One phone for each bid, in the order of bidders, so that openings take turns in nothing but their order.</summary>
    public static async Task<IReadOnlyList<DecryptingPhone>> PhonesAsync(OpeningHour hour, CancellationToken cancellation)
    {
        var bids = hour.Openings.SelectMany(opening => opening.Bids).ToList();
        var phones = new DecryptingPhone[bids.Count];
        await Parallel.ForAsync(0, bids.Count, OpeningHour.Width(cancellation), async (number, stop) =>
        {
            var issued = await hour.Platform.Line.PostAsync($"/api/challenges/{bids[number].Challenge}/watch-tokens", new { validSeconds = 7200, longLivedFrames = true }, stop);
            var url = issued.GetProperty("url").GetString()!;
            phones[number] = new DecryptingPhone(bids[number], url[(url.LastIndexOf('.') + 1)..], issued.GetProperty("watchToken").GetString()!);
        });
        return phones;
    }

    /// <summary>Every receipt verifies, and the statements pass a real phone's checks.</summary>
    /// <exception cref="BenchFailedException">One does not.</exception>
    public static void Verify(OpeningHour hour, IReadOnlyList<DecryptingPhone> phones)
    {
        if (!Anchors.TryParse(hour.House.Anchors, out var anchors, out var defect))
            throw new BenchFailedException("the anchors do not parse: " + defect);
        var keys = anchors.HubKeys.Select(spki => Sm2PublicKey.TryParse(spki, out var key) ? key : throw new BenchFailedException("a hub key is none")).ToList();
        var roots = anchors.Roots.Select(der => Sm2Certificate.TryParse(der, out var root) ? root : throw new BenchFailedException("a root is none")).ToList();
        foreach (var phone in phones)
        {
            using var answer = JsonDocument.Parse(phone.Acknowledgement);
            var receipt = JsonSerializer.SerializeToUtf8Bytes(answer.RootElement.GetProperty("receipt"));
            if (answer.RootElement.GetProperty("state").GetString() != "approved" || !Receipt.TryParse(receipt, out var read, out defect) || !read.TryVerify(hour.House.Hub, keys, out var leaf, out defect)
                || leaf.Challenge != phone.Bid.Challenge)
                throw new BenchFailedException("a receipt does not verify: " + defect);
        }
        foreach (var phone in phones.DistinctBy(phone => phone.Bid.Opening))
        {
            var own = new PhoneIdentity(hour.House.Hub, phone.Bid.Bidder.Enterprise, phone.Bid.Bidder.Keys.Sign.PublicKey, phone.Bid.Bidder.Keys.Encryption.PublicKey, keys, roots);
            if (!DecryptStatement.TryParse(phone.Statement, out var statement, out defect) || DecryptChecks.Refuse(statement, phone.Bid.Challenge, own) is not null
                || DecryptChecks.Find(statement, own, TimeProvider.System.GetUtcNow()).Any(error => error is not null))
                throw new BenchFailedException("a statement does not pass a phone's checks");
        }
    }

    /// <returns>The seed's file.</returns>
    public static async Task<string> WriteSeedAsync(OpeningHour hour, IReadOnlyList<DecryptingPhone> phones, CancellationToken cancellation)
    {
        var seed = new FloorSeed(hour.House.Hub.ToString(), hour.Platform.Id.ToString(), BenchPlatform.NameOf(hour.Platform.Id.ToString()), [.. phones.Where(phone => phone.Statement.Length > 0).Select(phone =>
        {
            var bidder = phone.Bid.Bidder;
            return new FloorParty(phone.Bid.Challenge.ToString(), phone.Bid.Opening.Id.ToString(), bidder.Name, bidder.DeviceKeySpki, bidder.Keys.Sign.PublicKey.Spki.ToArray(),
                bidder.EncKeyId.ToString(), bidder.Certificate, bidder.Chain, phone.Statement);
        })]);
        var path = Path.Combine(hour.House.Data, "floor-seed.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(seed), cancellation);
        return path;
    }
}
