using Hub.Bench.Figures;

namespace Hub.Bench.Decrypt;

/// <summary>From runs to figures.</summary>
internal static class DecryptFigures
{
    private static readonly string[] StepNames = ["scan", "unlock", "response"];

    public static void AddHub(Report report, string bench, HubCost cost, IReadOnlyList<DecryptingPhone> phones, BenchOptions options)
    {
        var told = new Sample(phones.Select(phone => phone.Told));
        report.Add(new Figure(bench, "response sent → page told, p50", told.Median, "ms"));
        report.Add(new Figure(bench, "response sent → page told, p99", told.Quantile(0.99), "ms", Goal: "first 15, aim 5"));
        var whole = new Sample(phones.Select(phone => phone.Whole));
        report.Add(new Figure(bench, "due → scan, unlock, response, page told, p50", whole.Median, "ms"));
        report.Add(new Figure(bench, "due → scan, unlock, response, page told, p99", whole.Quantile(0.99), "ms"));
        report.Note($"decrypt: while nothing happened, holding {options.Rate * options.Seconds} pages took the hub {cost.IdlePages:0} µs of processor time a second (pings), which is within the figure.");
    }

    public static void AddFloor(
        Report report, string bench, HubCost hub, (double PerDecrypt, BurstCost Burst) floorCost, double withoutCryptography, double withoutWrites, IReadOnlyList<double[]> hubSteps, IReadOnlyList<double[]> floorSteps)
    {
        var floor = floorCost.PerDecrypt;
        for (var step = 0; step < StepNames.Length; step++)
        {
            var (own, bare) = (new Sample(hubSteps.Select(steps => steps[step])), new Sample(floorSteps.Select(steps => steps[step])));
            report.Add(new Figure(bench, $"{StepNames[step]}, p50", own.Median, "ms", bare.Median));
            report.Add(new Figure(bench, $"{StepNames[step]}, p99", own.Quantile(0.99), "ms", bare.Quantile(0.99)));
        }
        report.Add(new Figure(bench, "server CPU a decrypt", hub.PerDecrypt, "µs", floor));
        report.Add(new Figure(bench, "the floor's share of it", floor / hub.PerDecrypt, "", Goal: "first 0.5, aim 0.8"));
        report.Add(new Figure(bench, "  of it cryptography", floor - withoutCryptography, "µs", floor - withoutCryptography, Note: "floor with less floor without"));
        report.Add(new Figure(bench, "  of it durable writes", floor - withoutWrites, "µs", floor - withoutWrites, Note: "floor with less floor without"));
        var rest = withoutCryptography + withoutWrites - floor;
        report.Add(new Figure(bench, "  of it HTTP, parsing, answers", rest, "µs", rest, Note: "the floor's rest"));
        report.Add(new Figure(bench, "  of it pages: push, pings", hub.PerDecrypt - hub.WithoutPages, "µs", Note: "hub with less hub without pages"));
        report.Add(new Figure(bench, "  of it actors, statements, events, the gateway", hub.WithoutPages - floor, "µs", Note: "hub without pages less floor"));
        report.Add(new Figure(bench, "server CPU a decrypt, no page waiting", hub.WithoutPages, "µs", floor));
        report.Add(new Figure(bench, "as fast as they go, 32 at once: decrypts a second", hub.Burst.PerSecond, "/s", floorCost.Burst.PerSecond, Note: "with the load on the same cores, no pages"));
        report.Add(new Figure(bench, "  server CPU a decrypt then", hub.Burst.PerDecrypt, "µs", floorCost.Burst.PerDecrypt));
        report.Add(new Figure(bench, "  the floor's share of it", floorCost.Burst.PerDecrypt / hub.Burst.PerDecrypt, ""));
    }
}
