#include "views/drawing/wafer/furniture.h"

#include "views/drawing/base/number_text.h"
#include "views/drawing/base/text_style.h"
#include "views/drawing/wafer/legend.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(waferscope::Furniture)
};

constexpr double kMargin = 12.0;
constexpr double kLongestBar = 140.0; ///< logical pixels
constexpr double kSmallestPaneWithBar = 300.0; ///< logical pixels wide: thumbnails are left to the wafer
constexpr double kSmallestPeWithEdges = 8.0; ///< logical pixels

QRectF paneOf(const WaferPicture& picture)
{
    return {QPointF(0, 0), picture.viewport.logicalSize()};
}

void paintPeEdges(QPainter& painter, const WaferPicture& picture)
{
    const double side = 1.0 / picture.viewport.pesPerLogicalPixel();
    if (side < kSmallestPeWithEdges)
        return;
    const double ratio = picture.viewport.pixelRatio;
    QColor colour = themeOf(picture.theme).panel;
    colour.setAlphaF(static_cast<float>(std::min(0.25, (side - kSmallestPeWithEdges) / 80.0 + 0.08)));
    const PeRect seen = picture.viewport.visiblePart(picture.contents->fabric);
    const QRectF box = crisp(picture.viewport.toLogical(seen), ratio);
    for (int x = seen.origin.x + 1; x < seen.right(); ++x)
        painter.fillRect(
            QRectF(crisp(picture.viewport.toLogical(QPointF(x, 0)).x(), ratio), box.top(), 1 / ratio, box.height()),
            colour);
    for (int y = seen.origin.y + 1; y < seen.bottom(); ++y)
        painter.fillRect(
            QRectF(box.left(), crisp(picture.viewport.toLogical(QPointF(0, y)).y(), ratio), box.width(), 1 / ratio),
            colour);
}

/// "Compute busy 62 %", "Stalled by Link", "Not stalled", "Forward"
QString pointedValueText(FieldKind kind, double value)
{
    const bool speaksForItself = kind == FieldKind::Role || (kind == FieldKind::Stall && value < 1.0);
    const QString text = valueText(kind, value);
    return speaksForItself ? text : titleOf(kind) + QLatin1Char(' ') + text;
}

} // namespace

void paintOutline(QPainter& painter, const WaferPicture& picture)
{
    paintPeEdges(painter, picture);
    const double ratio = picture.viewport.pixelRatio;
    const QRectF box = crisp(picture.viewport.toLogical(picture.contents->fabric), ratio);
    const QColor& line = themeOf(picture.theme).line;
    painter.fillRect(QRectF(box.left() - 1, box.top() - 1, box.width() + 2, 1), line);
    painter.fillRect(QRectF(box.left() - 1, box.bottom(), box.width() + 2, 1), line);
    painter.fillRect(QRectF(box.left() - 1, box.top(), 1, box.height()), line);
    painter.fillRect(QRectF(box.right(), box.top(), 1, box.height()), line);
}

void paintMarked(QPainter& painter, const WaferPicture& picture)
{
    if (!picture.marked)
        return;
    const Theme& theme = themeOf(picture.theme);
    const QPointF middle = picture.viewport.toLogical(QPointF(picture.marked->x + 0.5, picture.marked->y + 0.5));
    const double radius = std::max(8.0, 0.8 / picture.viewport.pesPerLogicalPixel());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.panel, 4.0));
    painter.drawEllipse(middle, radius, radius);
    painter.setPen(QPen(theme.accent, 2.0));
    painter.drawEllipse(middle, radius, radius);
    painter.restore();
}

std::optional<ScaleBar> scaleBarOf(const WaferPicture& picture)
{
    if (!picture.contents || picture.viewport.logicalSize().width() < kSmallestPaneWithBar)
        return std::nullopt;
    const double most = kLongestBar * picture.viewport.pesPerLogicalPixel();
    ScaleBar bar;
    for (int power = 1; power <= most; power *= 10)
        for (const int factor : {1, 2, 5})
            if (factor * power <= most)
                bar.pes = factor * power;
    bar.length = bar.pes / picture.viewport.pesPerLogicalPixel();
    const double text = std::ceil(QFontMetricsF(pictureFont(TextSize::Label))
                                      .horizontalAdvance(Texts::tr("%1 PEs", "length").arg(wholeText(bar.pes))));
    const double width = std::max(bar.length, text) + 16;
    bar.box = QRectF(kMargin, picture.viewport.logicalSize().height() - kMargin - 28, width, 28);
    return bar;
}

void paintScaleBar(QPainter& painter, const WaferPicture& picture)
{
    const std::optional<ScaleBar> bar = scaleBarOf(picture);
    if (!bar)
        return;
    const Theme& theme = themeOf(picture.theme);
    paintPanel(painter, bar->box, theme);
    const double left = bar->box.left() + 8;
    const double bottom = bar->box.bottom() - 6;
    painter.fillRect(QRectF(left, bottom - 1, bar->length, 1), theme.text);
    painter.fillRect(QRectF(left, bottom - 5, 1, 5), theme.text);
    painter.fillRect(QRectF(left + bar->length - 1, bottom - 5, 1, 5), theme.text);
    painter.setFont(pictureFont(TextSize::Label));
    painter.setPen(theme.text);
    painter.drawText(QRectF(left, bar->box.top() + 3, bar->box.width(), 14), Qt::AlignLeft | Qt::AlignVCenter,
                     bar->pes == 1 ? Texts::tr("1 PE", "length")
                                   : Texts::tr("%1 PEs", "length").arg(wholeText(bar->pes)));
}

QString pointedText(const WaferPicture& picture)
{
    if (!picture.pointer || !picture.contents || !picture.contents->fabric.contains(*picture.pointer))
        return {};
    const QString gap = QStringLiteral("   ");
    QString text = QStringLiteral("%1, %2").arg(picture.pointer->x).arg(picture.pointer->y);
    for (const WaferRegion& region : picture.contents->regions)
        if (region.rectangle.contains(*picture.pointer)) {
            text += gap + region.name;
            break;
        }
    const std::vector<PeRect>& dead = picture.contents->deadPes;
    if (std::any_of(dead.begin(), dead.end(), [&](const PeRect& rect) { return rect.contains(*picture.pointer); }))
        text += gap + Texts::tr("dead PE");
    if (picture.kind == PictureKind::HeatMap && picture.field)
        if (const std::optional<float> value = valueOf(*picture.field, *picture.pointer))
            text += gap + pointedValueText(picture.field->kind, double(*value));
    return text;
}

QRectF pointedBox(const WaferPicture& picture)
{
    const QString text = pointedText(picture);
    if (text.isEmpty())
        return {};
    const QSizeF size = tagSize(text, pictureFont(TextSize::Label));
    const QSizeF pane = picture.viewport.logicalSize();
    return {QPointF(pane.width() - kMargin - size.width(), pane.height() - kMargin - size.height()), size};
}

void paintPointed(QPainter& painter, const WaferPicture& picture)
{
    const QString text = pointedText(picture);
    if (!text.isEmpty())
        paintTag(painter, pointedBox(picture), text, pictureFont(TextSize::Label), themeOf(picture.theme));
}

void paintNotice(QPainter& painter, const WaferPicture& picture)
{
    if (picture.notice.isEmpty())
        return;
    const Theme& theme = themeOf(picture.theme);
    const QRectF pane = paneOf(picture);
    const QRectF wide(pane.left() + 24, pane.top(), pane.width() - 48, pane.height());
    const QFont font = pictureFont(TextSize::Base);
    QRectF box = QFontMetricsF(font).boundingRect(wide, Qt::AlignCenter | Qt::TextWordWrap, picture.notice);
    paintPanel(painter, box.adjusted(-12, -8, 12, 8), theme);
    painter.setFont(font);
    painter.setPen(theme.text);
    painter.drawText(wide, Qt::AlignCenter | Qt::TextWordWrap, picture.notice);
}

} // namespace waferscope
