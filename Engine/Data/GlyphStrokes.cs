namespace Engine.Data;

/// <summary>How a stroke runs through its points.</summary>
internal enum StrokeKind
{
    /// <summary>Straight from point to point.</summary>
    Polyline,

    /// <summary>From the first point to the last; the points between pull the line towards them (quadratic Bézier curves that meet half-way).</summary>
    Curve,

    /// <summary>A closed curve that all points pull towards them.</summary>
    Loop,
}

/// <summary>A stroke of a pen: alternating x and y in the unit square, x to the right and y down.</summary>
internal sealed record Stroke(StrokeKind Kind, float[] Points);

/// <summary>The digits as people write them, in several styles each.</summary>
internal static class GlyphStrokes
{
    public const int Classes = 10;

    /// <summary>The strokes by digit, style and order.</summary>
    public static readonly Stroke[][][] Styles =
    [
        [[Loop(.5f, 0, .95f, 0, 1, .5f, .95f, 1, .5f, 1, .05f, 1, 0, .5f, .05f, 0)],
         [Loop(.5f, 0, .85f, .05f, .85f, .5f, .85f, .95f, .5f, 1, .15f, .95f, .15f, .5f, .15f, .05f)]],

        [[Line(.5f, 0, .5f, 1)],
         [Line(.25f, .25f, .55f, 0, .55f, 1)],
         [Line(.3f, .2f, .52f, 0, .52f, 1), Line(.25f, 1, .8f, 1)]],

        [[Curve(.05f, .28f, .1f, 0, .5f, -.05f, .95f, .05f, .9f, .4f, .6f, .65f, .05f, 1), Line(.05f, 1, .98f, 1)],
         [Curve(.1f, .2f, .4f, -.12f, .9f, .05f, .8f, .5f, .4f, .85f, .1f, 1.05f, .1f, .75f, .5f, .85f, .95f, .98f)]],

        [[Curve(.08f, .12f, .4f, -.08f, .95f, 0, .9f, .42f, .4f, .48f), Curve(.4f, .48f, 1.02f, .5f, 1, 1, .4f, 1.08f, .05f, .88f)],
         [Line(.1f, 0, .85f, 0, .42f, .4f), Curve(.42f, .4f, 1, .42f, .98f, 1, .45f, 1.06f, .05f, .88f)]],

        [[Line(.62f, 0, .05f, .66f, .98f, .66f), Line(.7f, .36f, .7f, 1)],
         [Line(.15f, 0, .12f, .5f, .88f, .5f), Line(.85f, 0, .82f, 1)]],

        [[Line(.9f, 0, .2f, 0, .14f, .45f), Curve(.14f, .45f, .5f, .3f, 1, .4f, 1, .95f, .5f, 1.08f, .05f, .88f)],
         [Line(.2f, .02f, .18f, .48f), Curve(.18f, .48f, .6f, .34f, 1, .5f, .95f, 1, .45f, 1.05f, .08f, .92f), Line(.2f, .02f, .92f, .02f)]],

        [[Curve(.78f, 0, .3f, .15f, .02f, .6f, .15f, 1.02f, .5f, 1.02f, .95f, 1, .98f, .5f, .5f, .46f, .2f, .6f, .12f, .76f)],
         [Curve(.55f, 0, .18f, .4f, .12f, .7f), Loop(.5f, .52f, .88f, .52f, .92f, 1, .5f, 1.02f, .12f, 1, .1f, .54f)]],

        [[Line(.05f, 0, .95f, 0, .4f, 1)],
         [Line(.05f, 0, .92f, 0, .38f, 1), Line(.3f, .5f, .85f, .5f)],
         [Curve(.05f, .05f, .3f, .02f, .95f, 0, .6f, .4f, .45f, 1)]],

        [[Loop(.5f, 0, .88f, 0, .9f, .45f, .5f, .48f, .1f, .45f, .12f, 0), Loop(.5f, .48f, .98f, .48f, 1, 1, .5f, 1, 0, 1, .02f, .48f)],
         [Curve(.85f, .12f, .5f, -.1f, .1f, .08f, .15f, .4f, .85f, .55f, 1, .98f, .5f, 1.08f, .02f, .98f, .15f, .6f, .85f, .4f, .85f, .12f)]],

        [[Loop(.5f, 0, .92f, 0, .92f, .52f, .5f, .52f, .06f, .52f, .08f, 0), Curve(.86f, .26f, .88f, .6f, .72f, 1)],
         [Loop(.48f, 0, .88f, .02f, .88f, .46f, .48f, .48f, .08f, .46f, .08f, .02f), Curve(.85f, .2f, .95f, .95f, .55f, 1.08f, .15f, .92f)]],
    ];

    private static Stroke Line(params float[] points) => new(StrokeKind.Polyline, points);

    private static Stroke Curve(params float[] points) => new(StrokeKind.Curve, points);

    private static Stroke Loop(params float[] points) => new(StrokeKind.Loop, points);
}
