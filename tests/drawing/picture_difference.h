#pragma once

#include <QImage>
#include <QPoint>
#include <QString>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

/// How two pictures of one size differ. Other versions of FreeType and Mesa round otherwise, which changes many pixels
/// a little and few a lot, all over the picture; a lost label or a shifted line changes a handful of pixels side by
/// side.
namespace waferscope::golden {

inline constexpr int kSameChannel = 24; ///< of 255: below it two pixels are the same
inline constexpr double kDifferingShare = 0.01; ///< of all pixels may differ,
inline constexpr int kWindow = 6; ///< pixels: but in no square of this side
inline constexpr int kMostInWindow =
    5; ///< more than so many: a letter of 5 x 5 has more, and so has a shifted hairline
inline constexpr int kBlock = 8; ///< pixels: nor may a block of this side
inline constexpr double kSameTint = 8.0; ///< of 255: be lighter, darker or of another colour than so, in the mean

struct PictureDifference {
    double share = 0.0; ///< of the pixels that differ
    int crowd = 0; ///< most differing pixels in one window
    QPoint crowdAt; ///< its upper left corner
    double tint = 0.0; ///< largest difference of a channel's mean in one block, of 255
    QPoint tintAt; ///< its upper left corner

    [[nodiscard]] bool isNoise() const
    {
        return share <= kDifferingShare && crowd <= kMostInWindow && tint <= kSameTint;
    }
    [[nodiscard]] QString sentence() const
    {
        return QStringLiteral(
                   "%1 of the pixels differ, %2 of them side by side at (%3, %4); the tint by %5 at (%6, %7)")
            .arg(share)
            .arg(crowd)
            .arg(crowdAt.x())
            .arg(crowdAt.y())
            .arg(tint)
            .arg(tintAt.x())
            .arg(tintAt.y());
    }
};

/// Red, green and blue of the other less those of the one.
inline std::array<int, 3> channelsBetween(QRgb one, QRgb other)
{
    return {qRed(other) - qRed(one), qGreen(other) - qGreen(one), qBlue(other) - qBlue(one)};
}

inline bool isDiffering(const std::array<int, 3>& channels)
{
    return std::any_of(channels.begin(), channels.end(), [](int by) { return std::abs(by) > kSameChannel; });
}

/// Share and crowd: sums over all rectangles from the corner give the count of every window.
inline void countDiffering(const QImage& one, const QImage& other, PictureDifference& difference)
{
    const int width = one.width();
    const auto at = [width](int x, int y) { return static_cast<std::size_t>(y * (width + 1) + x); };
    std::vector<int> sums(at(0, one.height() + 1), 0);
    for (int y = 1; y <= one.height(); ++y)
        for (int x = 1; x <= width; ++x) {
            const bool differs = isDiffering(channelsBetween(one.pixel(x - 1, y - 1), other.pixel(x - 1, y - 1)));
            sums[at(x, y)] = (differs ? 1 : 0) + sums[at(x - 1, y)] + sums[at(x, y - 1)] - sums[at(x - 1, y - 1)];
            const int left = std::max(0, x - kWindow);
            const int top = std::max(0, y - kWindow);
            const int inWindow = sums[at(x, y)] - sums[at(left, y)] - sums[at(x, top)] + sums[at(left, top)];
            if (inWindow > difference.crowd) {
                difference.crowd = inWindow;
                difference.crowdAt = {left, top};
            }
        }
    difference.share = double(sums[at(width, one.height())]) / double(width * one.height());
}

/// What a block's pixels differ by in the mean: rounding goes both ways, another colour does not.
inline double tintOf(const QImage& one, const QImage& other, QPoint corner)
{
    std::array<int, 3> sums{};
    int pixels = 0;
    for (int y = corner.y(); y < std::min(corner.y() + kBlock, one.height()); ++y)
        for (int x = corner.x(); x < std::min(corner.x() + kBlock, one.width()); ++x) {
            const std::array<int, 3> channels = channelsBetween(one.pixel(x, y), other.pixel(x, y));
            for (std::size_t channel = 0; channel < sums.size(); ++channel)
                sums[channel] += channels[channel];
            ++pixels;
        }
    const auto [least, most] = std::minmax_element(sums.begin(), sums.end());
    return double(std::max(std::abs(*least), std::abs(*most))) / pixels;
}

/// Both of one size, in pixels.
inline PictureDifference differenceOf(const QImage& one, const QImage& other)
{
    const QImage first = one.convertToFormat(QImage::Format_RGB32);
    const QImage second = other.convertToFormat(QImage::Format_RGB32);
    PictureDifference difference;
    countDiffering(first, second, difference);
    for (int y = 0; y < first.height(); y += kBlock)
        for (int x = 0; x < first.width(); x += kBlock)
            if (const double tint = tintOf(first, second, {x, y}); tint > difference.tint) {
                difference.tint = tint;
                difference.tintAt = {x, y};
            }
    return difference;
}

} // namespace waferscope::golden
