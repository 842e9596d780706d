using System.Text.Json;
using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.Bids;

namespace TradingPlatform.Openings;

/// <summary>An opening's folder: its state, its key, its envelopes, ciphertexts, opened files and results.</summary>
internal sealed class Opening : IDisposable
{
    private readonly string _folder;
    private readonly Lock _gate = new();
    private OpeningState _state;

    private Opening(OpeningId id, string folder, OpeningState state)
    {
        (Id, _folder, _state) = (id, folder, state);
        Key = KeyFile.LoadOrCreate(Path.Combine(folder, "opening.p8"));
        Envelopes = new JsonFolder<EnvelopeRow>(Path.Combine(folder, "envelopes"));
        Pages = new PageBook(Path.Combine(folder, "pages"), Envelopes.All);
        Results = new JsonFolder<ResultRow>(Path.Combine(folder, "results"));
        Withdrawals = new JsonFolder<WithdrawalRow>(Path.Combine(folder, "withdrawals"));
        Alarms = new AlarmBook(Path.Combine(folder, "alarms"));
        Late = new JsonFolder<LateRow>(Path.Combine(folder, "late"));
        Directory.CreateDirectory(Path.Combine(folder, "ciphertext"));
        Directory.CreateDirectory(Path.Combine(folder, "opened"));
    }

    public OpeningId Id { get; }

    /// <summary>The opening key (开标密钥): made for this opening alone, and the only thing that opens its bids.</summary>
    public Sm2PrivateKey Key { get; }

    /// <summary>By envelope id.</summary>
    public JsonFolder<EnvelopeRow> Envelopes { get; }

    /// <summary>Who may see which challenge's page.</summary>
    public PageBook Pages { get; }

    /// <summary>By envelope id.</summary>
    public JsonFolder<ResultRow> Results { get; }

    /// <summary>By the authorship's digest.</summary>
    public JsonFolder<WithdrawalRow> Withdrawals { get; }

    /// <summary>What was found wrong, of the hub or of a CA.</summary>
    public AlarmBook Alarms { get; }

    /// <summary>By <see cref="LateRow.Key"/>.</summary>
    public JsonFolder<LateRow> Late { get; }

    /// <summary>Whoever signs for this opening holds it: descriptors, freeze and amendments are a chain.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    public OpeningState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    public static Opening Create(string folder, OpeningState first)
    {
        var opening = new Opening(IdOf(first), folder, first);
        opening.Change(state => state);
        return opening;
    }

    /// <summary>Null for a folder whose first descriptor was never written: a kill came before anything was answered.</summary>
    public static Opening? Load(string folder) =>
        DurableFile.Read(Path.Combine(folder, "opening.json")) is { } stored && JsonSerializer.Deserialize<OpeningState>(stored) is { } state
            ? new Opening(IdOf(state), folder, state)
            : null;

    /// <summary>Changes the state; returns when it is on disk.</summary>
    public OpeningState Change(Func<OpeningState, OpeningState> change)
    {
        lock (_gate)
        {
            var next = change(_state);
            DurableFile.Write(Path.Combine(_folder, "opening.json"), JsonSerializer.SerializeToUtf8Bytes(next));
            return _state = next;
        }
    }

    public string CiphertextPath(EnvelopeId envelope) => Path.Combine(_folder, "ciphertext", envelope.ToString());

    public string OpenedPath(EnvelopeId envelope) => Path.Combine(_folder, "opened", envelope.ToString());

    public void Dispose()
    {
        Key.Dispose();
        Turn.Dispose();
    }

    private static OpeningId IdOf(OpeningState state) => OpeningId.TryParse(state.Opening, out var id) ? id : throw new InvalidDataException("A stored opening has no id.");
}
