using Operator.Benchmarks.Soak.Slopes;

namespace Operator.UnitTests.Benchmarks;

public sealed class SoakSlopeTests
{
    private static readonly SoakFigure Memory = SoakFigure.All.First(figure => figure.Name == SoakFigure.Memory);

    [Fact]
    public void Fit_OfAStraightLine_IsThatLineWithoutDoubt()
    {
        var fit = SlopeFit.Of([new(1, 10), new(2, 13), new(3, 16), new(5, 22)]);

        Assert.Equal(
            (3.0, 3.0, 3.0, 10.0, 22.0),
            (Math.Round(fit.PerHour, 9), Math.Round(fit.Least, 9), Math.Round(fit.Most, 9), Math.Round(fit.Start, 9), Math.Round(fit.End, 9)));
    }

    /// <summary>Worked by hand: between 1, 3, 2 at 0, 1, 2 the slopes are 2, 0.5 and -1, of which three values exclude none.</summary>
    [Fact]
    public void Fit_OfScatteredValues_IsTheMedianSlopeAndExcludesNone()
    {
        var fit = SlopeFit.Of([new(0, 1), new(1, 3), new(2, 2)]);

        Assert.Equal((0.5, -1.0, 2.0), (fit.PerHour, fit.Least, fit.Most));
    }

    /// <summary>
    /// Worked by hand: ten values have 45 pairs, of which 1.96 × √(10 × 9 × 25 / 18) = 21.9 more than half may rise by chance; so the eleven least and the
    /// eleven greatest slopes are left out. One value far beside nine on a line has nine of them.
    /// </summary>
    [Fact]
    public void Fit_OfALineWithOneValueFarBesideIt_IsTheLineWithoutDoubt()
    {
        var fit = SlopeFit.Of([.. Enumerable.Range(0, 10).Select(hour => new SlopePoint(hour, hour == 5 ? 99 : hour))]);

        Assert.Equal((1.0, 1.0, 1.0), (fit.PerHour, fit.Least, fit.Most));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_ALeakOfTwiceTheBoundInNoise_Grows(int seed) => Assert.True(Slope(Run(Memory.Bound * 2, seed)).Grows);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_NoiseAlone_IsFlat(int seed) => Assert.All(SoakSlope.Of(Run(0, seed)), slope => Assert.True(slope.IsFlat && !slope.Grows));

    /// <summary>What is steeper than the bound by chance is no leak: three values of which the last happens to be the highest.</summary>
    [Fact]
    public void Of_FewScatteredValues_IsNotSureToRise()
    {
        var slope = Slope([At(0, 0, 200), At(60, 1, 200), At(80, 2, 200), At(100, 3, 216), At(120, 4, 208)]);

        Assert.True(slope.Fit!.PerHour > Memory.Bound);
        Assert.False(slope.Grows);
        Assert.False(slope.IsFlat);
    }

    /// <summary>A leak that is exact is one, however small the margin is.</summary>
    [Fact]
    public void Of_AFewValuesOnALine_Grows() => Assert.True(Slope([At(0, 0, 0), At(60, 1, 20), At(80, 2, 30), At(100, 3, 40), At(120, 4, 50)]).Grows);

    [Fact]
    public void Of_PeaksDuringFaults_AreNotCounted()
    {
        List<SoakSample> samples = [.. Run(0, 1).Select(sample => sample.Stretch is null ? Peak(sample) : sample)];

        Assert.False(Slope(samples).Grows);
        Assert.All(Slope(samples).Rests, rest => Assert.InRange(rest.Value, 190, 210));
    }

    /// <summary>A collection that meets a list which is being read leaves the list.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_AHeapWithAListInMostCollections_IsFlatAndItsLeakIsSeen(int seed)
    {
        Assert.True(Heap(0, seed).IsFlat);
        Assert.True(Heap(4, seed).Grows);
    }

    /// <summary>A fault that comes about once in two hours uses a label for the first time.</summary>
    [Theory]
    [InlineData(66)]
    [InlineData(90)]
    [InlineData(114)]
    public void Of_OneStep_IsFlat(int minute)
    {
        List<SoakSample> samples = [.. Run(0, 1).Select(sample => With(sample, sample.Minute > minute ? 1 : 0))];

        Assert.All(SoakSlope.Of(samples), slope => Assert.True(slope.IsFlat));
    }

    /// <summary>What one of the eleven kinds of fault loses comes in seven steps.</summary>
    [Fact]
    public void Of_AStepWithEachFaultOfOneKind_Grows()
    {
        List<SoakSample> samples = [.. Run(0, 1).Select(sample => With(sample, 2 * Math.Floor(sample.Minute / 18)))];

        Assert.True(SoakSlope.Of(samples).First(slope => slope.Figure.Name == SoakFigure.Handles).Grows);
    }

    /// <summary>Caches and pools fill at the start, and are full once.</summary>
    [Fact]
    public void Of_GrowthInTheFirstHalf_IsFlat()
    {
        List<SoakSample> samples = [.. Run(0, 1).Select(sample => With(sample, Math.Min(sample.Minute, 58)))];

        Assert.False(Slope(samples).Grows);
        Assert.True(Slope(samples).Rests[^1].Value - Slope(samples).Rests[0].Value > 40);
    }

    [Fact]
    public void Of_TooFewRests_IsNotJudged()
    {
        var slope = Slope([At(0, 0, 100), At(10, 1, 200), At(20, 2, 300)]);

        Assert.Null(slope.Fit);
        Assert.False(slope.Grows);
        Assert.All(SoakSlope.Of([]), empty => Assert.Null(empty.Fit));
    }

    private static SoakSlope Slope(IReadOnlyList<SoakSample> samples) => SoakSlope.Of(samples).First(slope => slope.Figure == Memory);

    /// <summary>Two hours: a fault of a minute, a rest of half a minute, and so on; noise of 2 % at the most, and a leak of so much an hour.</summary>
    private static List<SoakSample> Run(double perHour, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. from second in Enumerable.Range(0, 2 * 3600 / 5).Select(step => step * 5)
               let noise = (random.NextDouble() - 0.5) * 8
               select new SoakSample(
                   second / 60.0,
                   second % 90 >= 60 ? second / 90 : null,
                   [.. SoakFigure.All.Select(figure => figure == Memory ? 200 + noise + (perHour * second / 3600) : 50 + Math.Round(noise / 8))]),
        ];
    }

    /// <summary>
    /// Two hours with a rest every 98 seconds, of three collections each: two meet a list of up to 8 MiB, and in every fourth rest the third does.
    /// </summary>
    private static SoakSlope Heap(double perHour, int seed)
    {
        var random = new Random(seed);
        var samples = Enumerable.Range(0, 73).SelectMany(rest => new[] { List(), random.Next(4) == 0 ? List() : 0, List() }
            .Select(more => At(rest * 98 / 60.0, rest, 27 + more + (perHour * rest * 98 / 3600))));
        return SoakSlope.Of([.. samples]).First(slope => slope.Figure.Name == SoakFigure.Heap);

        double List() => random.NextDouble() * 8;
    }

    private static SoakSample At(double minute, int stretch, double value) => new(minute, stretch, [.. SoakFigure.All.Select(_ => value)]);

    private static SoakSample Peak(SoakSample sample) => With(sample, 10 * sample.Minute);

    private static SoakSample With(SoakSample sample, double more) => sample with { Values = [.. sample.Values.Select(value => value + more)] };
}
