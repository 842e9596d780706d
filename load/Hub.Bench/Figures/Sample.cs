namespace Hub.Bench.Figures;

/// <summary>Measured values, in order.</summary>
internal sealed class Sample
{
    private readonly double[] _sorted;

    public Sample(IEnumerable<double> values)
    {
        _sorted = [.. values];
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    public double Median => Quantile(0.5);

    /// <summary>The value that the given part does not exceed: nearest rank, nothing interpolated.</summary>
    public double Quantile(double part) => _sorted.Length == 0 ? double.NaN : _sorted[Math.Clamp((int)Math.Ceiling(part * _sorted.Length) - 1, 0, _sorted.Length - 1)];

    public ReadOnlySpan<double> Sorted => _sorted;
}
