using Hub.Silo.Storage;

namespace Hub.Silo.Tests.Storage;

public sealed class OptionsTests
{
    private static readonly SqliteStorageOptionsValidator Validator = new();

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        var result = Validator.Validate(null, new SqliteStorageOptions { QueueItems = 0, BatchItems = 0, Readers = 0, QueueBytes = 0, BatchBytes = 0, CommitTimeout = TimeSpan.Zero, MaxDatabaseBytes = 1 });
        Assert.Equal(9, result.Failures!.Count());
    }

    [Theory]
    [InlineData("/data/hub/hub.db", "/data/hub/master.key", false)]
    [InlineData("/data/hub/hub.db", "/data/hub/keys/master.key", false)]
    [InlineData("/data/hub/hub.db", "/data/hub/../hub/master.key", false)]
    [InlineData("/data/hub/hub.db", "/data/hub-keys/master.key", true)]
    [InlineData("/data/hub/hub.db", "/etc/hub/master.key", true)]
    public void The_master_key_must_lie_outside_the_databases_folder(string database, string key, bool good) =>
        Assert.Equal(good, Validator.Validate(null, new SqliteStorageOptions { DatabasePath = database, MasterKeyPath = key }).Succeeded);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void Both_edges_of_the_queue_bound_are_checked(int items, bool good) =>
        Assert.Equal(good, Validator.Validate(null, new SqliteStorageOptions { DatabasePath = "/a/b", MasterKeyPath = "/c/d", QueueItems = items }).Succeeded);
}
