#include "views/drawing/wafer/region_painter.h"

#include "views/drawing/base/pattern.h"
#include "views/drawing/base/text_style.h"

#include <QPainterPath>

#include <algorithm>

namespace waferscope {

namespace {

constexpr double kFillShare = 0.85;
constexpr double kPatternSpacing = 10.0;
constexpr double kViolationSpacing = 7.0;
constexpr double kSmallestForThickLine = 40.0; ///< logical pixels a side
constexpr double kSmallestForLock = 22.0; ///< logical pixels a side
constexpr double kSmallestDead = 3.0; ///< logical pixels a side
constexpr double kSmallestForHandles = 5 * kHandleSize;

QRectF paneOf(const WaferPicture& picture)
{
    return {QPointF(0, 0), picture.viewport.logicalSize()};
}

QRectF boxOf(const WaferPicture& picture, const PeRect& rectangle)
{
    return crisp(picture.viewport.toLogical(rectangle), picture.viewport.pixelRatio);
}

QColor fillOf(const WaferRegion& region, const Theme& theme)
{
    return blended(colourOf(region.kind), kFillShare, theme.panel);
}

/// A line inside a box, so that neighbours' lines lie beside each other. Four rectangles: sharp at any ratio and fast.
void paintInnerLine(QPainter& painter, const QRectF& box, double width, const QColor& colour)
{
    const double across = std::min(width, box.width() / 2);
    const double down = std::min(width, box.height() / 2);
    painter.fillRect(QRectF(box.left(), box.top(), box.width(), down), colour);
    painter.fillRect(QRectF(box.left(), box.bottom() - down, box.width(), down), colour);
    painter.fillRect(QRectF(box.left(), box.top() + down, across, box.height() - 2 * down), colour);
    painter.fillRect(QRectF(box.right() - across, box.top() + down, across, box.height() - 2 * down), colour);
}

void paintFilled(QPainter& painter, const WaferPicture& picture, const WaferRegion& region, const QRectF& box)
{
    const Theme& theme = themeOf(picture.theme);
    const QColor fill = fillOf(region, theme);
    const double gap = std::min(box.width(), box.height()) > 6.0 ? 1.0 / picture.viewport.pixelRatio : 0.0;
    const QRectF inner = box.adjusted(0, 0, -gap, -gap); // a hairline of the wafer between neighbours
    painter.fillRect(inner, fill);
    QColor pattern = textOn(fill);
    pattern.setAlphaF(0.16F);
    paintPattern(painter, inner, paneOf(picture), patternOf(region.kind), pattern, kPatternSpacing);
}

void paintViolation(QPainter& painter, const WaferPicture& picture, const QRectF& box)
{
    const Theme& theme = themeOf(picture.theme);
    QColor veil = theme.panel;
    veil.setAlphaF(0.45F);
    painter.fillRect(box, veil);
    paintPattern(painter, box, paneOf(picture), Pattern::Rising, theme.bad, kViolationSpacing, 1.5);
    paintInnerLine(painter, box, 2.0, theme.bad);
}

/// A small padlock at the upper right corner, on a panel-coloured tag.
void paintLock(QPainter& painter, const WaferPicture& picture, const QRectF& box)
{
    if (box.width() < kSmallestForLock || box.height() < kSmallestForLock)
        return;
    const Theme& theme = themeOf(picture.theme);
    const QRectF tag(box.right() - 20.0, box.top() + 4.0, 16.0, 16.0);
    paintPanel(painter, tag, theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF middle = tag.center();
    painter.setPen(QPen(theme.text, 1.5));
    painter.setBrush(Qt::NoBrush);
    QPainterPath bow(middle + QPointF(-2.5, 0));
    bow.arcTo(QRectF(middle + QPointF(-2.5, -5), QSizeF(5, 5)), 180, -180);
    bow.lineTo(middle + QPointF(2.5, 0));
    painter.drawPath(bow);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    painter.drawRoundedRect(QRectF(middle + QPointF(-4, -0.5), QSizeF(8, 5.5)), 1, 1);
    painter.restore();
}

void paintLabel(QPainter& painter, const RegionLabel& label, PictureKind kind, const QColor& colour,
                Qt::Alignment alignment)
{
    painter.save();
    painter.setPen(colour);
    QRectF box = label.box;
    if (label.direction == LabelDirection::Down) {
        painter.translate(box.topRight());
        painter.rotate(90);
        box = QRectF(0, 0, box.height(), box.width());
    }
    painter.setFont(pictureFont(TextSize::Label, labelWeight(kind)));
    if (label.detail.isEmpty()) {
        painter.drawText(box, static_cast<int>(alignment), label.title);
    } else {
        const QRectF upper(box.left(), box.top(), box.width(), box.height() / 2);
        painter.drawText(upper, static_cast<int>(alignment), label.title);
        painter.setFont(pictureFont(TextSize::Label));
        painter.drawText(upper.translated(0, box.height() / 2), static_cast<int>(alignment), label.detail);
    }
    painter.restore();
}

bool isSelected(const WaferPicture& picture, KernelId kernel)
{
    return std::find(picture.selection.begin(), picture.selection.end(), kernel) != picture.selection.end();
}

void paintHovered(QPainter& painter, const WaferPicture& picture)
{
    const WaferRegion* region = picture.hovered ? picture.contents->find(*picture.hovered) : nullptr;
    if (!region || isSelected(picture, region->kernel) || picture.ghost)
        return;
    const Theme& theme = themeOf(picture.theme);
    paintInnerLine(painter, boxOf(picture, region->rectangle), 2.0, theme.text);
}

/// What a search found: a dark line in a light one, seen on every colour.
void paintFound(QPainter& painter, const WaferPicture& picture)
{
    const Theme& theme = themeOf(picture.theme);
    for (const KernelId kernel : picture.found) {
        const WaferRegion* region = picture.contents->find(kernel);
        if (!region)
            continue;
        const QRectF box = boxOf(picture, region->rectangle);
        paintInnerLine(painter, box, 2.0, theme.text);
        paintInnerLine(painter, box.adjusted(2, 2, -2, -2), 2.0, theme.panel);
    }
}

void paintHandles(QPainter& painter, const WaferPicture& picture, const WaferRegion& region)
{
    const Theme& theme = themeOf(picture.theme);
    for (const QRectF& handle : handleBoxes(picture.viewport, region)) {
        const QRectF box = crisp(handle, picture.viewport.pixelRatio);
        painter.fillRect(box, theme.panel);
        paintInnerLine(painter, box, 1.5, theme.accent);
    }
}

} // namespace

void paintRegions(QPainter& painter, const WaferPicture& picture)
{
    const QRectF pane = paneOf(picture);
    for (const WaferRegion& region : picture.contents->regions) {
        const QRectF box = boxOf(picture, region.rectangle);
        if (!box.intersects(pane))
            continue;
        if (picture.kind == PictureKind::Layers)
            paintFilled(painter, picture, region, box);
        else
            paintInnerLine(painter, box, std::min(box.width(), box.height()) < kSmallestForThickLine ? 1.0 : 2.0,
                           colourOf(region.kind));
        if (!region.violation.isEmpty())
            paintViolation(painter, picture, box);
        if (region.locked)
            paintLock(painter, picture, box);
    }
}

void paintDeadPes(QPainter& painter, const WaferPicture& picture)
{
    const QColor colour = themeOf(picture.theme).muted;
    for (const PeRect& dead : picture.contents->deadPes) {
        QRectF box = boxOf(picture, dead);
        const double wider = std::max(0.0, kSmallestDead - box.width()) / 2;
        const double higher = std::max(0.0, kSmallestDead - box.height()) / 2;
        box.adjust(-wider, -higher, wider, higher);
        if (box.intersects(paneOf(picture)))
            painter.fillRect(box, colour);
    }
}

void paintLabels(QPainter& painter, const WaferPicture& picture, const std::vector<RegionLabel>& labels)
{
    const Theme& theme = themeOf(picture.theme);
    for (const RegionLabel& label : labels) {
        const WaferRegion* region = picture.contents->find(label.kernel);
        const bool onFill = picture.kind == PictureKind::Layers && region && region->violation.isEmpty();
        if (!onFill)
            paintPanel(painter, label.box, theme);
        const QColor colour = onFill ? textOn(fillOf(*region, theme)) : theme.text;
        paintLabel(painter, label, picture.kind, colour, onFill ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignCenter);
    }
}

void paintSelection(QPainter& painter, const WaferPicture& picture)
{
    paintFound(painter, picture);
    paintHovered(painter, picture);
    const Theme& theme = themeOf(picture.theme);
    for (const KernelId kernel : picture.selection) {
        const WaferRegion* region = picture.contents->find(kernel);
        if (!region)
            continue;
        const QRectF box = boxOf(picture, region->rectangle);
        paintInnerLine(painter, box.adjusted(-3, -3, 3, 3), 1.0, theme.panel);
        paintInnerLine(painter, box.adjusted(-2, -2, 2, 2), 2.0, theme.accent);
        paintInnerLine(painter, box, 1.0, theme.panel);
        if (picture.selection.size() == 1 && picture.handles == Visibility::Shown && !picture.ghost)
            paintHandles(painter, picture, *region);
    }
}

std::vector<QRectF> handleBoxes(const Viewport& viewport, const WaferRegion& region)
{
    const QRectF box = viewport.toLogical(region.rectangle);
    if (region.locked || box.width() < kSmallestForHandles || box.height() < kSmallestForHandles)
        return {};
    std::vector<QRectF> handles;
    for (const double across : {0.0, 0.5, 1.0})
        for (const double down : {0.0, 0.5, 1.0})
            if (across != 0.5 || down != 0.5)
                handles.emplace_back(box.left() + across * box.width() - kHandleSize / 2,
                                     box.top() + down * box.height() - kHandleSize / 2, kHandleSize, kHandleSize);
    return handles;
}

} // namespace waferscope
