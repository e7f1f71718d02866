#include "views/drawing/label_layout.h"

#include "views/drawing/number_text.h"
#include "views/drawing/text_style.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace waferscope {

namespace {

constexpr double kInset = 5.0; ///< from the region's edge to text on a fill
constexpr double kTagInset = 4.0; ///< from the region's edge to a tag on a heat map
constexpr double kTagPadding = 5.0; ///< inside a tag
constexpr double kTagShare = 0.85; ///< of a region that its tag may cover across

struct TextExtent {
    double width = 0.0;
    double height = 0.0;
};

/// Lower ranks are placed first.
int rankOf(const WaferPicture& picture, KernelId kernel)
{
    if (std::find(picture.selection.begin(), picture.selection.end(), kernel) != picture.selection.end())
        return 0;
    return picture.hovered == kernel ? 1 : 2;
}

std::vector<const WaferRegion*> ranked(const WaferPicture& picture)
{
    std::vector<const WaferRegion*> regions;
    for (const WaferRegion& region : picture.contents->regions)
        regions.push_back(&region);
    std::stable_sort(regions.begin(), regions.end(), [&](const WaferRegion* one, const WaferRegion* other) {
        const int first = rankOf(picture, one->kernel);
        const int second = rankOf(picture, other->kernel);
        return first != second ? first < second : one->rectangle.peCount() > other->rectangle.peCount();
    });
    return regions;
}

class LabelPlacer {
public:
    LabelPlacer(const WaferPicture& picture, std::vector<QRectF> taken)
        : m_picture(picture)
        , m_metrics(pictureFont(TextSize::Label, labelWeight(picture.kind)))
        , m_taken(std::move(taken))
    {
    }

    void place(const WaferRegion& region)
    {
        const QRectF seen =
            m_picture.viewport.toLogical(region.rectangle) & QRectF(QPointF(0, 0), m_picture.viewport.logicalSize());
        if (seen.width() < m_metrics.height() || seen.height() < m_metrics.height())
            return;
        if (m_picture.kind == PictureKind::Layers)
            placeOnFill(region, seen);
        else
            placeAsTag(region, seen);
    }

    [[nodiscard]] std::vector<RegionLabel> takeLabels() { return std::move(m_labels); }

private:
    [[nodiscard]] double widthOf(const QString& text) const { return std::ceil(m_metrics.horizontalAdvance(text)); }

    [[nodiscard]] TextExtent extentOf(const QString& title, const QString& detail) const
    {
        const double lines = detail.isEmpty() ? 1.0 : 2.0;
        return {std::max(widthOf(title), widthOf(detail)), std::ceil(lines * m_metrics.height())};
    }

    void placeOnFill(const WaferRegion& region, const QRectF& seen)
    {
        const QRectF room = seen.adjusted(kInset, kInset - 2, -kInset, -kInset + 2);
        const QString size =
            wholeText(region.rectangle.width) + QStringLiteral(" × ") + wholeText(region.rectangle.height);
        if (!tryAt(region, room, size, LabelDirection::Across, 0.0)
            && !tryAt(region, room, {}, LabelDirection::Across, 0.0))
            tryAt(region, room, {}, LabelDirection::Down, 0.0);
    }

    void placeAsTag(const WaferRegion& region, const QRectF& seen)
    {
        const QRectF room = seen.adjusted(kTagInset, kTagInset, -kTagInset, -kTagInset);
        const bool important = rankOf(m_picture, region.kernel) < 2;
        const double share = important ? 1.0 : kTagShare;
        const TextExtent extent = extentOf(region.shortName, {});
        if (extent.width + 2 * kTagPadding <= room.width() * share)
            tryAt(region, room, {}, LabelDirection::Across, kTagPadding);
        else if (extent.width + 2 * kTagPadding <= room.height() * share)
            tryAt(region, room, {}, LabelDirection::Down, kTagPadding);
    }

    bool tryAt(const WaferRegion& region, const QRectF& room, const QString& detail, LabelDirection direction,
               double padding)
    {
        TextExtent extent = extentOf(region.shortName, detail);
        extent = {extent.width + 2 * padding, extent.height + (padding > 0.0 ? 2.0 : 0.0)};
        if (direction == LabelDirection::Down)
            std::swap(extent.width, extent.height);
        if (region.shortName.isEmpty() || extent.width > room.width() || extent.height > room.height())
            return false;
        const QRectF box(room.topLeft(), QSizeF(extent.width, extent.height));
        const auto hits = [&box](const QRectF& other) { return other.intersects(box); };
        if (std::any_of(m_taken.begin(), m_taken.end(), hits))
            return false;
        m_taken.push_back(box);
        m_labels.push_back({region.kernel, box, region.shortName, detail, direction});
        return true;
    }

    const WaferPicture& m_picture;
    QFontMetricsF m_metrics;
    std::vector<QRectF> m_taken;
    std::vector<RegionLabel> m_labels;
};

} // namespace

TextWeight labelWeight(PictureKind kind)
{
    return kind == PictureKind::Layers ? TextWeight::Strong : TextWeight::Normal;
}

std::vector<RegionLabel> placedLabels(const WaferPicture& picture, const std::vector<QRectF>& reserved)
{
    if (!picture.contents || picture.labels == Visibility::Hidden)
        return {};
    LabelPlacer placer(picture, reserved);
    for (const WaferRegion* region : ranked(picture))
        placer.place(*region);
    return placer.takeLabels();
}

} // namespace waferscope
