namespace Engine.Data;

/// <summary>
/// Paints one glyph after the other. Only +, -, *, / and square roots of floats are used, which IEEE 754 rounds alike
/// everywhere, so that the bytes do not depend on the platform.
/// </summary>
internal sealed class GlyphPainter
{
    public const int Size = 28;

    private const int CurveSteps = 4;
    private const float Far = 1e6f;

    private readonly float[] _squaredDistance = new float[Size * Size];
    private readonly List<(float X, float Y)> _points = [];

    /// <summary>Paints a digit into <paramref name="pixels"/>: 28 x 28 bytes, 0 is paper and 255 is ink.</summary>
    public void Paint(ref StableRandom random, int digit, Span<byte> pixels)
    {
        Array.Fill(_squaredDistance, Far);
        Stroke[][] styles = GlyphStrokes.Styles[digit];
        Pose pose = Pose.Draw(ref random);
        float halfWidth = random.Between(GlyphVariation.ThinPen, GlyphVariation.ThickPen);
        float reach = halfWidth + 1;
        foreach (Stroke stroke in styles[random.Next(styles.Length)])
        {
            Flatten(ref random, stroke);
            for (int i = 1; i < _points.Count; i++)
            {
                Spread(pose.Place(_points[i - 1]), pose.Place(_points[i]), reach);
            }
        }

        AddScratches(ref random, halfWidth);
        Develop(ref random, halfWidth, pixels);
    }

    // Turns a stroke, its points shaken by an unsteady hand, into short straight pieces.
    private void Flatten(ref StableRandom random, Stroke stroke)
    {
        int count = stroke.Points.Length / 2;
        Span<(float X, float Y)> shaken = stackalloc (float, float)[count];
        for (int i = 0; i < count; i++)
        {
            shaken[i] = (
                stroke.Points[2 * i] + (GlyphVariation.Shake * random.NextSigned()),
                stroke.Points[(2 * i) + 1] + (GlyphVariation.Shake * random.NextSigned()));
        }

        _points.Clear();
        switch (stroke.Kind)
        {
            case StrokeKind.Polyline:
                foreach (var point in shaken)
                {
                    _points.Add(point);
                }

                break;
            case StrokeKind.Curve:
                _points.Add(shaken[0]);
                for (int i = 1; i < count - 1; i++)
                {
                    var end = i == count - 2 ? shaken[i + 1] : Middle(shaken[i], shaken[i + 1]);
                    AddCurve(_points[^1], shaken[i], end);
                }

                break;
            default:
                _points.Add(Middle(shaken[^1], shaken[0]));
                for (int i = 0; i < count; i++)
                {
                    AddCurve(_points[^1], shaken[i], Middle(shaken[i], shaken[(i + 1) % count]));
                }

                break;
        }
    }

    private void AddCurve((float X, float Y) start, (float X, float Y) control, (float X, float Y) end)
    {
        for (int step = 1; step <= CurveSteps; step++)
        {
            float t = step * (1f / CurveSteps);
            float u = 1 - t;
            float a = u * u;
            float b = 2 * u * t;
            float c = t * t;
            _points.Add(((a * start.X) + (b * control.X) + (c * end.X), (a * start.Y) + (b * control.Y) + (c * end.Y)));
        }
    }

    private static (float X, float Y) Middle((float X, float Y) a, (float X, float Y) b) => (0.5f * (a.X + b.X), 0.5f * (a.Y + b.Y));

    // Faint lines that have nothing to do with the digit.
    private void AddScratches(ref StableRandom random, float halfWidth)
    {
        int scratches = random.Next(GlyphVariation.MostScratches + 1);
        for (int i = 0; i < scratches; i++)
        {
            float x = random.Between(2, Size - 3);
            float y = random.Between(2, Size - 3);
            float dx = GlyphVariation.ScratchLength * random.NextSigned();
            float dy = GlyphVariation.ScratchLength * random.NextSigned();
            Spread((x, y), (x + dx, y + dy), halfWidth + 1);
        }
    }

    // Lowers each pixel's distance to the ink to that of this piece, where it is near enough to show.
    private void Spread((float X, float Y) a, (float X, float Y) b, float reach)
    {
        int left = Math.Max(0, (int)(Math.Min(a.X, b.X) - reach));
        int right = Math.Min(Size - 1, (int)(Math.Max(a.X, b.X) + reach + 1));
        int top = Math.Max(0, (int)(Math.Min(a.Y, b.Y) - reach));
        int bottom = Math.Min(Size - 1, (int)(Math.Max(a.Y, b.Y) + reach + 1));
        float dx = b.X - a.X;
        float dy = b.Y - a.Y;
        float inverse = 1 / Math.Max((dx * dx) + (dy * dy), 1e-6f);
        for (int y = top; y <= bottom; y++)
        {
            float py = y - a.Y;
            int row = y * Size;
            for (int x = left; x <= right; x++)
            {
                float px = x - a.X;
                float t = ((px * dx) + (py * dy)) * inverse;
                t = t < 0 ? 0 : t > 1 ? 1 : t;
                float ex = px - (t * dx);
                float ey = py - (t * dy);
                float squared = (ex * ex) + (ey * ey);
                if (squared < _squaredDistance[row + x])
                {
                    _squaredDistance[row + x] = squared;
                }
            }
        }
    }

    // Distances become ink with soft edges, then comes the noise of the scanner.
    private void Develop(ref StableRandom random, float halfWidth, Span<byte> pixels)
    {
        float ink = random.Between(GlyphVariation.FaintestInk, 1);
        float grain = random.Between(0, GlyphVariation.MostGrain);
        for (int i = 0; i < pixels.Length; i++)
        {
            float squared = _squaredDistance[i];
            float value = 0;
            if (squared < Far)
            {
                float cover = halfWidth + 0.5f - MathF.Sqrt(squared);
                value = ink * (cover < 0 ? 0 : cover > 1 ? 1 : cover);
            }

            value += grain * random.NextSigned();
            value = value < 0 ? 0 : value > 1 ? 1 : value;
            pixels[i] = (byte)((255 * value) + 0.5f);
        }
    }

    /// <summary>An affine map from the unit square to pixels.</summary>
    private readonly record struct Pose(float XX, float XY, float X0, float YX, float YY, float Y0)
    {
        public static Pose Draw(ref StableRandom random)
        {
            // (1 - t²) / (1 + t²) and 2t / (1 + t²) are cosine and sine of the angle whose half has tangent t.
            float t = GlyphVariation.HalfTurn * random.NextSigned();
            float scale = 1 / (1 + (t * t));
            float cosine = (1 - (t * t)) * scale;
            float sine = 2 * t * scale;
            float width = random.Between(GlyphVariation.NarrowGlyph, GlyphVariation.WideGlyph);
            float height = random.Between(GlyphVariation.LowGlyph, GlyphVariation.HighGlyph);
            float slant = GlyphVariation.Slant * random.NextSigned();
            float xx = cosine * width;
            float xy = ((cosine * slant) - sine) * height;
            float yx = sine * width;
            float yy = ((sine * slant) + cosine) * height;
            float centre = 0.5f * (Size - 1);
            float x = centre + (GlyphVariation.Shift * random.NextSigned());
            float y = centre + (GlyphVariation.Shift * random.NextSigned());
            return new Pose(xx, xy, x - (0.5f * (xx + xy)), yx, yy, y - (0.5f * (yx + yy)));
        }

        public (float X, float Y) Place((float X, float Y) point) =>
            ((XX * point.X) + (XY * point.Y) + X0, (YX * point.X) + (YY * point.Y) + Y0);
    }
}
