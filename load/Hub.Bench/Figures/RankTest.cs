namespace Hub.Bench.Figures;

/// <summary>Mann–Whitney's test of two samples, with ranks shared among equal values and the normal approximation, good for samples of hundreds.</summary>
/// <param name="Chance">That a value of the first is smaller than one of the second: how often one measurement would tell which is which. 0.5 tells nothing.</param>
/// <param name="P">Two-sided: how likely so large a difference is where there is none.</param>
internal sealed record RankTest(double Chance, double P)
{
    public static RankTest Of(Sample first, Sample second)
    {
        var all = new (double Value, bool First)[first.Count + second.Count];
        for (var i = 0; i < first.Count; i++)
            all[i] = (first.Sorted[i], true);
        for (var i = 0; i < second.Count; i++)
            all[first.Count + i] = (second.Sorted[i], false);
        Array.Sort(all, (a, b) => a.Value.CompareTo(b.Value));

        double ranks = 0, ties = 0;
        for (var from = 0; from < all.Length;)
        {
            var to = from;
            while (to < all.Length && all[to].Value == all[from].Value)
                to++;
            var equal = to - from;
            for (var i = from; i < to; i++)
                ranks += all[i].First ? (from + to + 1) / 2.0 : 0;
            ties += Math.Pow(equal, 3) - equal;
            from = to;
        }
        double n = first.Count, m = second.Count, total = n + m;
        var larger = ranks - n * (n + 1) / 2;
        var deviation = Math.Sqrt(n * m / 12 * (total + 1 - ties / (total * (total - 1))));
        return new RankTest(1 - larger / (n * m), Math.Clamp(TwoSided(Math.Abs(larger - n * m / 2) / deviation), 0, 1));
    }

    // The complementary error function of z/√2: Abramowitz and Stegun 7.1.26, off by less than 1.5e-7.
    private static double TwoSided(double z)
    {
        var x = z / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * x);
        return t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.Exp(-x * x);
    }
}
