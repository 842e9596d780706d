using Hub.Grains.Durability;

namespace Hub.Grains.Tests.Durability;

public class DurableStateTests
{
    [Fact]
    public async Task A_call_that_interleaves_with_a_commit_sees_the_state_before_it()
    {
        var gate = new TaskCompletionSource();
        var stored = new Stored();
        var state = new DurableState<Note>(stored, new Gated(gate.Task), null!);

        var committing = state.CommitAsync(new Note { Text = "next" });
        Assert.Equal(("", "next"), (state.Current.Text, stored.State.Text));
        gate.SetResult();
        await committing;

        Assert.Equal("next", state.Current.Text);
    }

    private sealed record Note
    {
        public string Text { get; init; } = "";
    }

    private sealed class Gated(Task gate) : IAtomicWrite
    {
        public async Task<CommitResult> WriteAsync(Func<Task> writeState, params Companion[] companions)
        {
            await writeState();
            await gate;
            return new CommitResult(null, null);
        }
    }

    private sealed class Stored : IPersistentState<Note>
    {
        public Note State { get; set; } = new();

        public string? Etag => null;

        public bool RecordExists => true;

        public Task ClearStateAsync() => Task.CompletedTask;

        public Task WriteStateAsync() => Task.CompletedTask;

        public Task ReadStateAsync() => Task.CompletedTask;
    }
}
