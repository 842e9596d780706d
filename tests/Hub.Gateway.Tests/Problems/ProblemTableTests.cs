using System.Reflection;
using System.Text.Json;
using Hub.Cryptography;
using Hub.Gateway.Problems;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;

namespace Hub.Gateway.Tests.Problems;

public sealed class ProblemTableTests
{
    private static readonly IReadOnlyList<string[]> Rows = Protocol.Table("## 9.");

    public static TheoryData<string> Refusals => [.. EveryRefusal.Types().Select(type => type.Name)];

    [Fact]
    public void The_table_has_exactly_the_problems_of_the_protocol_in_its_order()
    {
        Assert.Equal(Rows.Select(row => row[0]), ProblemTable.All.Select(type => type.Name));
    }

    [Fact]
    public void Every_problem_has_the_status_and_the_members_of_its_row()
    {
        foreach (var (row, type) in Rows.Zip(ProblemTable.All))
        {
            Assert.Equal((row[0], int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture)), (type.Name, type.Status));
            var members = row[2].Split(':')[0].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.Equal(members, type.Members);
        }
    }

    [Fact]
    public void Every_problem_tells_a_person_in_Chinese_what_is_and_what_to_do()
    {
        Assert.All(ProblemTable.All, type => Assert.All([type.Detail, type.Next], text =>
        {
            Assert.EndsWith("。", text, StringComparison.Ordinal);
            Assert.Contains(text, c => c is >= '\u4e00' and <= '\u9fff');
        }));
        Assert.All(ProblemTable.All.Where(type => type.Status is 503 or 429), type => Assert.True(type.RetryAfter > 0));
    }

    [Theory, InlineData("CrlMissing"), InlineData("CrlStale"), InlineData("CrlTooLong")]
    public void A_list_that_the_CA_did_not_bring_is_told_in_its_own_words_under_the_same_type(string where)
    {
        var (late, usual) = (RefusalProblem.Of(new DescriptorSigner(where)).Type, ProblemTable.DescriptorSigner);
        Assert.Equal((usual.Urn, usual.Status), (late.Urn, late.Status));
        Assert.Contains("吊销列表", late.Detail, StringComparison.Ordinal);
        Assert.Contains("发证机构", late.Next, StringComparison.Ordinal);
        Assert.Same(usual, RefusalProblem.Of(new DescriptorSigner("chain")).Type);
    }

    [Fact]
    public void A_certificate_of_a_removed_authority_is_revoked_but_its_own_CA_is_not_asked()
    {
        var removed = RefusalProblem.Of(new CertificateRevoked(DateTimeOffset.UnixEpoch, CertificateRevoked.AuthorityRemoved)).Type;
        Assert.Equal(ProblemTable.CertificateRevoked.Urn, removed.Urn);
        Assert.NotEqual(ProblemTable.CertificateRevoked.Next, removed.Next);
    }

    [Fact]
    public void A_new_issuing_key_is_sent_to_an_id_of_its_own_under_the_same_type()
    {
        var another = RefusalProblem.Of(new RequestInvalid(RequestInvalid.AnotherIssuingKey)).Type;
        Assert.Equal(ProblemTable.RequestInvalid.Urn, another.Urn);
        Assert.Contains("另取一个机构编号", another.Next, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Refusals))]
    public void Every_refusal_has_a_problem_with_the_members_of_its_row(string name)
    {
        var type = EveryRefusal.Types().Single(it => it.Name == name);
        Check(type, full: true);
        Check(type, full: false);

        static void Check(Type type, bool full)
        {
            var refusal = EveryRefusal.Make(type, full);
            var problem = RefusalProblem.Of(refusal);
            Assert.Equal(problem.Type.Name, refusal.Word);
            var json = RecordWriter.Write(writer => problem.Members?.Invoke(writer));
            var written = JsonDocument.Parse(json).RootElement.EnumerateObject().Select(member => member.Name).ToList();
            var listed = problem.Type.Members.Where(member => full || !member.EndsWith('?')).Select(member => member.TrimEnd('?'));
            Assert.Equal(listed, written);
        }
    }

    [Fact]
    public void No_two_refusals_share_a_problem()
    {
        var types = EveryRefusal.Types().Select(type => RefusalProblem.Of(EveryRefusal.Make(type, true)).Type).ToList();
        Assert.Equal(types.Count, types.Distinct().Count());
        // What only the gateway itself finds has no refusal.
        Assert.Equal(
            ["bad-token", "internal", "overloaded", "rate-limited", "storage-unavailable", "too-large", "unauthenticated", "unsupported-media"],
            ProblemTable.All.Except(types).Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_store_and_the_cluster_cannot_do_now_is_to_be_tried_again()
    {
        Assert.Same(ProblemTable.Overloaded, FaultBoundary.Of(new StorageOverloadedException()));
        Assert.Same(ProblemTable.StorageUnavailable, FaultBoundary.Of(new StorageStoppedException()));
        Assert.Same(ProblemTable.StorageUnavailable, FaultBoundary.Of(new CommitTimeoutException()));
        Assert.Same(ProblemTable.StorageUnavailable, FaultBoundary.Of(new CommitFailedException(null)));
        Assert.Same(ProblemTable.Overloaded, FaultBoundary.Of(new TimeoutException()));
        Assert.Same(ProblemTable.Internal, FaultBoundary.Of(new InvalidOperationException()));
        // As a grain's failed activation comes.
        Assert.Same(ProblemTable.StorageUnavailable, FaultBoundary.Of(new InvalidOperationException("x", new OrleansException("y", new ReadFailedException(null)))));
        Assert.Same(ProblemTable.Overloaded, FaultBoundary.Of(new OrleansException("y", new StorageOverloadedException())));
    }
}
