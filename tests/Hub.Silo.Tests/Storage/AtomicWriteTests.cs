using System.Text;
using Hub.Grains.Durability;

namespace Hub.Silo.Tests.Storage;

public sealed class AtomicWriteTests
{
    private static readonly byte[] Payload = "payload"u8.ToArray();

    [Fact]
    public async Task State_and_companions_are_stored_together()
    {
        await using var store = new TestStore();
        var until = new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        var certificate = new CertificateRow("k1", "e1", "CN=CA", "0a", "en-1", "active", until) { AuthorityId = "ca-1", DeviceKeyId = "d1" };
        var result = await store.Open.AtomicWrite.WriteAsync(
            () => store.MustWriteAsync("ch-1", null, "state"),
            new FeedEntry("op-1", "ch-1", Payload), new EnvelopeRow("op-1", "ev-1", "ch-1", Payload), new BoardRow("op-1", "ch-1", Payload), certificate);
        Assert.Equal(new CommitResult(1, null), result);
        Assert.Equal(("state", 1), await store.ReadAsync("ch-1"));
        var page = await store.Open.Feed.ReadAsync("op-1", 0, 10);
        Assert.Equal(store.Open.Identity.Epoch, page.Epoch);
        var entry = Assert.Single(page.Entries);
        Assert.Equal((1L, "ch-1"), (entry.Number, entry.ChallengeId));
        Assert.Equal(Payload, entry.Payload);
        var envelope = Assert.Single(await store.Open.Envelopes.ForOpeningAsync("op-1"));
        Assert.Equal(("op-1", "ev-1", "ch-1"), (envelope.OpeningId, envelope.EnvelopeId, envelope.ChallengeId));
        Assert.Equal(Payload, envelope.Payload);
        Assert.Equal(Payload, Assert.Single(await store.Open.Board.ForOpeningAsync("op-1")).Payload);
        Assert.Equal(certificate, Assert.Single(await store.Open.Certificates.OfAuthorityAsync("ca-1", "")));
        Assert.Empty(await store.Open.Certificates.OfAuthorityAsync("ca-1", "k1"));
        Assert.Empty(await store.Open.Certificates.OfAuthorityAsync("ca-2", ""));
        Assert.True(await store.Open.Certificates.HasDeviceAsync("d1"));
        Assert.False(await store.Open.Certificates.HasDeviceAsync(""));
        Assert.Equal(certificate, await store.Open.Certificates.ByEncKeyIdAsync("e1"));
    }

    [Fact]
    public async Task A_second_certificate_of_one_phone_is_not_stored_and_the_first_keeps_its_phone_when_it_changes()
    {
        await using var store = new TestStore();
        var first = new CertificateRow("k1", "e1", "CN=CA", "0a", "en-1", "issued", DateTimeOffset.UnixEpoch) { AuthorityId = "ca-1", DeviceKeyId = "d1" };
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ce-1", null, "first"), first);

        await Assert.ThrowsAsync<CompanionConflictException>(() => store.Open.AtomicWrite.WriteAsync(
            () => store.MustWriteAsync("ce-2", null, "second"), first with { KeyId = "k2", EncKeyId = "e2" }));
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ce-3", null, "third"), first with { Status = "revoked", DeviceKeyId = "" });

        Assert.Equal(first with { Status = "revoked" }, Assert.Single(await store.Open.Certificates.OfAuthorityAsync("ca-1", "")));
    }

    [Fact]
    public async Task A_version_conflict_leaves_every_companion_unwritten()
    {
        using var signer = new TestSigner();
        await using var store = new TestStore(signer: signer);
        await store.WriteAsync("ch-1", null, "first");
        await Assert.ThrowsAsync<VersionConflictException>(() => store.Open.AtomicWrite.WriteAsync(
            () => store.MustWriteAsync("ch-1", null, "second"),
            new FeedEntry("op-1", "ch-1", Payload), new EnvelopeRow("op-1", "ev-1", "ch-1", Payload), new BoardRow("op-1", "ch-1", Payload), new ReceiptRequest(Payload)));
        Assert.Empty((await store.Open.Feed.ReadAsync("op-1", 0, 10)).Entries);
        Assert.Empty(await store.Open.Envelopes.ForOpeningAsync("op-1"));
        Assert.Empty(await store.Open.Board.ForOpeningAsync("op-1"));
        Assert.Equal(0, store.Number("SELECT COUNT(*) FROM receipts"));
        Assert.Equal(("first", 1), await store.ReadAsync("ch-1"));
    }

    [Fact]
    public async Task An_envelope_registered_twice_refuses_its_own_write_and_no_other()
    {
        await using var store = new TestStore();
        var tries = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            // Ten envelopes, each registered by ten challenges at once.
            var envelope = $"ev-{i % 10}";
            try
            {
                await store.Open.AtomicWrite.WriteAsync(
                    () => store.MustWriteAsync($"ch-{i}", null, "state"), new FeedEntry("op-1", $"ch-{i}", Payload), new EnvelopeRow("op-1", envelope, $"ch-{i}", Payload));
                return envelope;
            }
            catch (CompanionConflictException)
            {
                Assert.Null(await store.ReadAsync($"ch-{i}"));
                return null;
            }
        }));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"ev-{i}"), tries.OfType<string>().Order());
        Assert.Equal(10, (await store.Open.Envelopes.ForOpeningAsync("op-1")).Count);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), (await store.Open.Feed.ReadAsync("op-1", 0, 100)).Entries.Select(entry => entry.Number));
    }

    [Fact]
    public async Task The_same_envelope_id_in_another_opening_is_another_envelope()
    {
        await using var store = new TestStore();
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-1", null, "s"), new EnvelopeRow("op-1", "ev-1", "ch-1", Payload));
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-2", null, "s"), new EnvelopeRow("op-2", "ev-1", "ch-2", Payload));
        Assert.Equal("ch-2", Assert.Single(await store.Open.Envelopes.ForOpeningAsync("op-2")).ChallengeId);
    }

    [Fact]
    public async Task A_withdrawn_envelope_is_gone_and_can_be_registered_again()
    {
        await using var store = new TestStore();
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-1", null, "1"), new EnvelopeRow("op-1", "ev-1", "ch-1", Payload), new EnvelopeRow("op-1", "ev-2", "ch-1", Payload));
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-1", 1, "2"), new EnvelopeWithdrawal("op-1", "ev-1"));
        Assert.Equal("ev-2", Assert.Single(await store.Open.Envelopes.ForOpeningAsync("op-1")).EnvelopeId);
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-1", 2, "3"), new EnvelopeWithdrawal("op-1", "ev-1"), new EnvelopeRow("op-1", "ev-1", "ch-1", Payload));
        Assert.Equal(["ev-1", "ev-2"], (await store.Open.Envelopes.ForOpeningAsync("op-1")).Select(row => row.EnvelopeId));
    }

    [Fact]
    public async Task Feed_numbers_are_gapless_in_every_opening_whoever_writes_at_once()
    {
        await using var store = new TestStore();
        var given = await Task.WhenAll(Enumerable.Range(0, 800).Select(async i =>
        {
            var result = await store.Open.AtomicWrite.WriteAsync(
                () => store.MustWriteAsync($"ch-{i}", null, "s"), new FeedEntry($"op-{i % 8}", $"ch-{i}", Encoding.UTF8.GetBytes($"entry {i}")));
            return (Opening: $"op-{i % 8}", Challenge: $"ch-{i}", Number: result.FeedNumber!.Value, Text: $"entry {i}");
        }));
        foreach (var opening in given.GroupBy(entry => entry.Opening))
        {
            var first = await store.Open.Feed.ReadAsync(opening.Key, 0, 60);
            var rest = await store.Open.Feed.ReadAsync(opening.Key, 60, 500);
            var read = first.Entries.Concat(rest.Entries).ToArray();
            Assert.Equal(60, first.Entries.Count);
            Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), read.Select(entry => entry.Number));
            Assert.Equal(
                opening.OrderBy(entry => entry.Number).Select(entry => (entry.Challenge, entry.Text)),
                read.Select(entry => (entry.ChallengeId, Encoding.UTF8.GetString(entry.Payload))));
        }
    }

    [Fact]
    public async Task A_board_row_replaces_the_one_before()
    {
        await using var store = new TestStore();
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-1", null, "1"), new BoardRow("op-1", "ch-1", "waiting"u8.ToArray()));
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-1", 1, "2"), new BoardRow("op-1", "ch-1", "decrypted"u8.ToArray()));
        Assert.Equal("decrypted"u8.ToArray(), Assert.Single(await store.Open.Board.ForOpeningAsync("op-1")).Payload);
    }

    [Fact]
    public async Task An_atomic_write_without_a_state_write_stores_nothing()
    {
        await using var store = new TestStore();
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Open.AtomicWrite.WriteAsync(() => Task.CompletedTask, new BoardRow("op-1", "ch-1", Payload)));
        Assert.Empty(await store.Open.Board.ForOpeningAsync("op-1"));
    }

    [Fact]
    public async Task A_second_state_write_inside_an_atomic_write_is_refused()
    {
        await using var store = new TestStore();
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Open.AtomicWrite.WriteAsync(async () =>
        {
            await store.MustWriteAsync("ch-1", null, "1");
            await store.MustWriteAsync("ch-2", null, "1");
        }));
        Assert.Null(await store.ReadAsync("ch-2"));
    }

    [Fact]
    public async Task A_state_write_that_outlives_its_atomic_write_is_refused()
    {
        await using var store = new TestStore();
        var later = new TaskCompletionSource();
        Task? late = null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Open.AtomicWrite.WriteAsync(() =>
        {
            late = Task.Run(async () =>
            {
                await later.Task;
                await store.MustWriteAsync("ch-1", null, "1");
            });
            return Task.CompletedTask;
        }, new BoardRow("op-1", "ch-1", Payload)));
        later.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => late!);
        Assert.Null(await store.ReadAsync("ch-1"));
    }

    [Fact]
    public async Task Plain_writes_after_an_atomic_write_are_plain()
    {
        await using var store = new TestStore();
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-1", null, "1"), new FeedEntry("op-1", "ch-1", Payload));
        await store.MustWriteAsync("ch-1", 1, "2");
        Assert.Single((await store.Open.Feed.ReadAsync("op-1", 0, 10)).Entries);
    }

    [Fact]
    public async Task Two_feed_entries_or_two_receipts_in_one_write_are_a_mistake()
    {
        await using var store = new TestStore();
        await Assert.ThrowsAsync<ArgumentException>(() => store.Open.AtomicWrite.WriteAsync(
            () => store.MustWriteAsync("ch-1", null, "1"), new FeedEntry("op-1", "ch-1", Payload), new FeedEntry("op-1", "ch-1", Payload)));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Open.AtomicWrite.WriteAsync(
            () => store.MustWriteAsync("ch-1", null, "1"), new ReceiptRequest(Payload), new ReceiptRequest(Payload)));
        Assert.Null(await store.ReadAsync("ch-1"));
    }
}
