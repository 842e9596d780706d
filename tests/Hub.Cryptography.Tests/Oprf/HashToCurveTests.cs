using System.Text;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests;

public sealed class HashToCurveTests
{
    public static TheoryData<int> CurveVectors => [.. Enumerable.Range(0, Rfc9380Vectors.Curve.Length)];

    public static TheoryData<int> ExpanderVectors => [.. Enumerable.Range(0, Rfc9380Vectors.Expander.Length)];

    [Theory]
    [MemberData(nameof(CurveVectors))]
    public void Rfc9380_message_hashes_to_the_point_of_the_standard(int index)
    {
        var vector = Rfc9380Vectors.Curve[index];
        var point = P256Group.HashToCurve(Ascii(vector.Message), Ascii(Rfc9380Vectors.CurveTag));
        Assert.Equal((vector.X, vector.Y), Coordinates(point));
    }

    [Theory]
    [MemberData(nameof(CurveVectors))]
    public void Rfc9380_field_element_maps_to_the_point_of_the_standard(int index)
    {
        var vector = Rfc9380Vectors.Curve[index];
        Assert.Equal((vector.Q0X, vector.Q0Y), Coordinates(SimplifiedSwu.Map(new BigInteger(vector.U0, 16)).Normalize()));
        Assert.Equal((vector.Q1X, vector.Q1Y), Coordinates(SimplifiedSwu.Map(new BigInteger(vector.U1, 16)).Normalize()));
    }

    [Fact]
    public void The_exceptional_field_element_zero_maps_onto_the_curve() => Assert.True(SimplifiedSwu.Map(BigInteger.Zero).IsValid());

    [Theory]
    [MemberData(nameof(ExpanderVectors))]
    public void Rfc9380_message_expands_to_the_bytes_of_the_standard(int index)
    {
        var (message, length, uniform) = Rfc9380Vectors.Expander[index];
        Assert.Equal(uniform, Convert.ToHexStringLower(ExpandMessage.Xmd(Ascii(message), Ascii(Rfc9380Vectors.ExpanderTag), length)));
    }

    private static (string X, string Y) Coordinates(Org.BouncyCastle.Math.EC.ECPoint point) =>
        (Convert.ToHexStringLower(point.AffineXCoord.GetEncoded()), Convert.ToHexStringLower(point.AffineYCoord.GetEncoded()));

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
