using Hub.Grains.Durability;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Hub.Silo.Tests.Storage;

public interface INoteGrain : IGrainWithStringKey
{
    Task<string> ReadAsync();

    Task WriteAsync(string text);

    Task<(long? FeedNumber, BatchReceipt? Receipt)> WriteAtomicAsync(string text, string opening, byte[] leaf);

    Task<(long? FeedNumber, BatchReceipt? Receipt)> RegisterAsync(string opening, string envelope);

    Task ClearAsync();

    Task DeactivateAsync();
}

[GenerateSerializer]
public sealed class Note
{
    [Id(0)]
    public string Text { get; set; } = "";
}

internal sealed class NoteGrain([PersistentState("note", "hub")] IPersistentState<Note> note, IServiceProvider services) : Grain, INoteGrain
{
    public Task<string> ReadAsync() => Task.FromResult(note.State.Text);

    public Task WriteAsync(string text)
    {
        note.State = new Note { Text = text };
        return note.WriteStateAsync();
    }

    public Task<(long? FeedNumber, BatchReceipt? Receipt)> WriteAtomicAsync(string text, string opening, byte[] leaf)
    {
        note.State = new Note { Text = text };
        return StoreAsync(new FeedEntry(opening, this.GetPrimaryKeyString(), leaf), new ReceiptRequest(leaf));
    }

    public Task<(long? FeedNumber, BatchReceipt? Receipt)> RegisterAsync(string opening, string envelope)
    {
        note.State = new Note { Text = envelope };
        return StoreAsync(new EnvelopeRow(opening, envelope, this.GetPrimaryKeyString(), []));
    }

    public Task ClearAsync() => note.ClearStateAsync();

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task<(long? FeedNumber, BatchReceipt? Receipt)> StoreAsync(params Companion[] companions)
    {
        try
        {
            var result = await services.GetRequiredService<IAtomicWrite>().WriteAsync(note.WriteStateAsync, companions);
            return (result.FeedNumber, result.Receipt);
        }
        catch
        {
            // What is in memory is not what is stored.
            DeactivateOnIdle();
            throw;
        }
    }
}
