using Hub.Cryptography;
using Hub.Grains.Contracts;
using Microsoft.Data.Sqlite;

namespace Hub.Grains.Tests.Certificates;

/// <summary>An insider who can write the database's file, though not the keys' folder, and puts rows back to have PIN tries forgotten.</summary>
public sealed class PinRollbackTests
{
    [Fact]
    public async Task Rows_that_are_put_back_after_each_try_bring_no_try_back()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        await hub.Enrol(phone);
        await hub.Stop();
        var kept = Keep(hub);
        var now = TrustHub.Now;
        for (var n = 1; n <= 10; n++, now = now.AddHours(25))
        {
            await hub.Run();
            Assert.Equal(10 - n, (await hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(n), TestPhone.Blinded("x"), now).Value()).TriesLeft);
            await hub.Stop();
            PutRowsBack(hub, kept);
        }
        await hub.Run();
        Assert.Equal(10, (await hub.Certificate(phone.SignKeyId).Look(now).Value()).Pin!.FailedSinceLastUse);
        Assert.IsType<PinErased>(await hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(11), TestPhone.Blinded("x"), now).Refusal());
        await hub.Stop();
        PutRowsBack(hub, kept);
        await hub.Run();
        Assert.IsType<PinErased>(await hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(12), TestPhone.Blinded("x"), now).Refusal());
    }

    [Fact]
    public async Task Rows_that_are_put_back_lift_no_lock()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        await hub.Enrol(phone);
        await hub.Stop();
        var kept = Keep(hub);
        await hub.Run();
        for (var n = 1; n <= 3; n++)
            await hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(n), TestPhone.Blinded("x"), TrustHub.Now).Value();
        await hub.Stop();
        PutRowsBack(hub, kept);
        await hub.Run();

        Assert.Equal(new PinLocked(TrustHub.Now.AddHours(1), 7),
            await hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(4), TestPhone.Blinded("x"), TrustHub.Now.AddMinutes(59)).Refusal());
    }

    [Fact]
    public async Task Tries_that_a_right_pin_has_cleared_do_not_come_back_with_a_restart()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        await hub.Enrol(phone);
        var right = TestPhone.Blinded("1");
        for (var n = 1; n <= 2; n++)
            await hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(n), right, TrustHub.Now).Value();
        await hub.Certificate(phone.SignKeyId).Confirm(TestPhone.Nonce(2), PinTryId.Of(right).ToString(), TrustHub.Now, TrustHub.Now).Value();

        await hub.Restart();

        Assert.Equal(0, (await hub.Certificate(phone.SignKeyId).Look(TrustHub.Now).Value()).Pin!.FailedSinceLastUse);
    }

    private static string Keep(TrustHub hub)
    {
        var kept = hub.DatabasePath + ".kept";
        File.Copy(hub.DatabasePath, kept);
        return kept;
    }

    private static void PutRowsBack(TrustHub hub, string kept)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = hub.DatabasePath, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            ATTACH $kept AS kept;
            UPDATE grain_state SET (version, payload) = (SELECT old.version, old.payload FROM kept.grain_state old WHERE old.key = grain_state.key)
            WHERE key IN (SELECT key FROM kept.grain_state);
            DELETE FROM grain_state WHERE key NOT IN (SELECT key FROM kept.grain_state);
            """;
        command.Parameters.AddWithValue("$kept", kept);
        command.ExecuteNonQuery();
    }
}
