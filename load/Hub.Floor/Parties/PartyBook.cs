using System.Text.Json;
using Hub.Cryptography;
using Hub.Floor.Seeds;
using Hub.Floor.Store;

namespace Hub.Floor.Parties;

/// <summary>All parties by challenge. Their rows are in the database before the first request, as they are in a hub's: what is measured are updates.</summary>
internal sealed class PartyBook
{
    private readonly Dictionary<ChallengeId, Party> _parties = [];

    private PartyBook(OprfServerKey pinKey) => PinKey = pinKey;

    /// <summary>One k for all: an evaluation costs the same under each.</summary>
    public OprfServerKey PinKey { get; }

    public string PlatformName { get; private init; } = "";

    public Party? Find(ChallengeId challenge) => _parties.GetValueOrDefault(challenge);

    public static async Task<PartyBook> LoadAsync(string seedFile, FloorStore store)
    {
        var pinKey = OprfServerKey.Generate();
        if (seedFile.Length == 0)
            return new PartyBook(pinKey);
        FloorSeed seed;
        await using (var file = File.OpenRead(seedFile))
            seed = await JsonSerializer.DeserializeAsync<FloorSeed>(file) ?? throw new InvalidDataException($"{seedFile} is empty.");
        var book = new PartyBook(pinKey) { PlatformName = seed.PlatformName };
        var exported = pinKey.Export();
        foreach (var each in seed.Parties)
        {
            var party = new Party(seed, each, exported, store);
            book._parties.Add(party.Challenge, party);
        }
        foreach (var some in book._parties.Values.Chunk(500))
            await Task.WhenAll(some.SelectMany(party => new Task[] { store.WriteAsync(party.GuardRow, party.Guard), store.WriteAsync(party.ChallengeRow, party.State) }));
        return book;
    }
}
