#include "views/timeline/timeline_picture.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kLaneHeight = 9; ///< from this height on, a row shows its bands below each other

/// How strongly a band covers a device pixel: its pattern.
double inkOf(TimelineBand band, int x, int y)
{
    constexpr double kPaper = 0.35;
    switch (band) {
    case TimelineBand::Forward: return 1.0;
    case TimelineBand::InputGradient: return (x + y) % 4 < 2 ? 1.0 : kPaper;
    case TimelineBand::WeightGradient: return (x - y + 4096) % 4 < 2 ? 1.0 : kPaper;
    case TimelineBand::Update: return x % 3 == 0 && y % 3 == 0 ? 1.0 : kPaper;
    }
    return 1.0;
}

/// Where a row's picture lies, and which band a pixel row of it shows.
struct RowPlace {
    int top;
    int height;

    [[nodiscard]] bool hasLanes() const { return height >= kLaneHeight; }
    [[nodiscard]] bool isGap(int y) const { return height >= 4 && y == height - 1; }
    [[nodiscard]] int laneAt(int y) const { return std::min(2, y * 3 / std::max(1, height - 1)); }
};

/// Where bands take turns within a pixel, the earlier one wins unless a later one is much stronger: calm, not noise.
TimelineBand strongestAt(const TimelineRaster& raster, int row, int pixel)
{
    constexpr float kMuch = 2.0F;
    auto strongest = TimelineBand::Forward;
    for (int i = 1; i < kTimelineBandCount; ++i) {
        const auto band = static_cast<TimelineBand>(i);
        if (raster.share(row, band, pixel) > kMuch * raster.share(row, strongest, pixel))
            strongest = band;
    }
    return strongest;
}

/// Forward, input gradient, weight gradient from above; an update takes the whole row.
TimelineBand bandAt(const TimelineRaster& raster, int row, int pixel, const RowPlace& place, int y)
{
    if (!place.hasLanes())
        return strongestAt(raster, row, pixel);
    const auto lane = static_cast<TimelineBand>(place.laneAt(y));
    const bool updates = raster.share(row, TimelineBand::Update, pixel) > raster.share(row, lane, pixel);
    return updates ? TimelineBand::Update : lane;
}

void drawRow(QImage& image, const TimelineRaster& raster, int row, const RowPlace& place, const QColor& colour,
             const Theme& theme)
{
    for (int y = 0; y < place.height && place.top + y < image.height(); ++y) {
        if (place.isGap(y))
            continue;
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(place.top + y));
        for (int x = 0; x < image.width(); ++x) {
            const TimelineBand band = bandAt(raster, row, x, place, y);
            const double share = static_cast<double>(raster.share(row, band, x)) * inkOf(band, x, y);
            if (share > 0.0)
                line[x] = blended(colour, std::max(0.15, share), theme.panel).rgb();
        }
    }
}

} // namespace

QImage timelineImage(const TimelineData& data, Cycles from, Cycles to, QSize size, const Theme& theme)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(theme.panel);
    const auto rows = static_cast<int>(data.rows.size());
    if (rows == 0 || size.isEmpty())
        return image;
    const TimelineRaster raster(data, from, to, size.width());
    for (int row = 0; row < rows; ++row) {
        const int top = row * size.height() / rows;
        const RowPlace place{top, std::max(1, (row + 1) * size.height() / rows - top)};
        drawRow(image, raster, row, place, colourOf(data.rows[static_cast<std::size_t>(row)].kind), theme);
    }
    return image;
}

QImage bandSwatch(TimelineBand band, QSize size, const QColor& colour, const QColor& surface)
{
    QImage image(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x)
            image.setPixel(x, y, blended(colour, inkOf(band, x, y), surface).rgb());
    }
    return image;
}

} // namespace waferscope
