using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>Tells the hub what became of each file, for the board. Each result is reported until the hub has taken it; twice is harmless.</summary>
internal sealed class FileReports(HubClient hub)
{
    private const int MostFiles = 200;
    private const int LongestReason = 200;

    public async Task SendAsync(Opening opening, CancellationToken cancellation)
    {
        foreach (var some in opening.Results.All.Where(row => !row.Reported).Chunk(MostFiles))
        {
            var body = RecordWriter.Write(writer => writer.Objects("files", some, (item, row) =>
            {
                item.Text("challenge", row.Challenge).Text("envelope", row.Envelope).Text("outcome", row.Outcome);
                if (row.Reason is { } reason)
                    item.Text("reason", reason[..Math.Min(reason.Length, LongestReason)]);
            }));
            if ((await hub.PostAsync($"/api/openings/{opening.Id}/files", body, cancellation)).Problem is not null)
                return;
            foreach (var row in some)
                opening.Results.Put(row.Envelope, row with { Reported = true });
        }
    }
}
