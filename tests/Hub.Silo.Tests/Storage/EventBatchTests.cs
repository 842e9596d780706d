using Hub.Silo.Storage.Events;

namespace Hub.Silo.Tests.Storage;

public sealed class EventBatchTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(128, 16)]
    [InlineData(800, 100)]
    [InlineData(8192, 500)]
    public void A_batch_of_events_is_short_unless_many_wait(int waiting, int size) => Assert.Equal(size, EventBatch.SizeFor(waiting));
}
