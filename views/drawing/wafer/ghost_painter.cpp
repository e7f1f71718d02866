#include "views/drawing/wafer/ghost_painter.h"

#include "views/drawing/base/number_text.h"
#include "views/drawing/base/pattern.h"
#include "views/drawing/base/text_style.h"

#include <QFontMetricsF>

#include <algorithm>

namespace waferscope {

namespace {

constexpr double kGap = 6.0; ///< between the ghost and its tags
constexpr double kTagStep = 22.0;

/// Under the ghost, or over it where the pane ends; always inside the pane.
QPointF tagPlace(const QRectF& ghost, const QRectF& pane, QSizeF size, int lines)
{
    const double height = lines * kTagStep;
    double top = ghost.bottom() + kGap;
    if (top + height > pane.bottom())
        top = ghost.top() - kGap - height;
    if (top < pane.top())
        top = pane.bottom() - height - kGap;
    return {
        std::clamp(ghost.left(), pane.left() + kGap, std::max(pane.left() + kGap, pane.right() - kGap - size.width())),
        top};
}

void paintTags(QPainter& painter, const WaferPicture& picture, const QRectF& box)
{
    const Theme& theme = themeOf(picture.theme);
    const DragGhost& ghost = *picture.ghost;
    const QFont font = pictureFont(TextSize::Label);
    const QString place = QStringLiteral("%1, %2   %3 × %4")
                              .arg(ghost.target.origin.x)
                              .arg(ghost.target.origin.y)
                              .arg(ghost.target.width)
                              .arg(ghost.target.height);
    const bool illegal = ghost.legality == Legality::Illegal;
    const QString reason = illegal && !ghost.reason.isEmpty() ? QStringLiteral("✕ ") + ghost.reason : QString();
    const QRectF pane(QPointF(0, 0), picture.viewport.logicalSize());
    const double widest = std::max(tagSize(place, font).width(), tagSize(reason, font).width());
    QPointF at = tagPlace(box, pane, {widest, 0}, reason.isEmpty() ? 1 : 2);
    paintTag(painter, QRectF(at, tagSize(place, font)), place, font, theme);
    if (reason.isEmpty())
        return;
    at += QPointF(0, kTagStep);
    const QRectF tag(at, tagSize(reason, font));
    paintPanel(painter, tag, theme);
    painter.setFont(font);
    painter.setPen(theme.bad);
    painter.drawText(tag, Qt::AlignCenter, reason);
}

} // namespace

void paintGhost(QPainter& painter, const WaferPicture& picture)
{
    if (!picture.ghost)
        return;
    const Theme& theme = themeOf(picture.theme);
    const DragGhost& ghost = *picture.ghost;
    const WaferRegion* region = picture.contents->find(ghost.kernel);
    const double ratio = picture.viewport.pixelRatio;
    const QRectF box = crisp(picture.viewport.toLogical(ghost.target), ratio);
    const bool illegal = ghost.legality == Legality::Illegal;
    const QColor edge = illegal ? theme.bad : theme.accent;
    QColor fill = illegal ? theme.panel : colourOf(region ? region->kind : LayerKind::Other);
    fill.setAlphaF(0.55F);
    painter.fillRect(box, fill);
    if (illegal)
        paintPattern(painter, box, QRectF(QPointF(0, 0), picture.viewport.logicalSize()), Pattern::Rising, theme.bad,
                     7.0, 1.5);
    painter.save();
    painter.setBrush(Qt::NoBrush);
    if (region) {
        painter.setPen(QPen(theme.text, 1.0, Qt::DashLine));
        painter.drawRect(crisp(picture.viewport.toLogical(region->rectangle), ratio).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    painter.setPen(QPen(theme.panel, 4.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(box);
    painter.setPen(QPen(edge, 2.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(box);
    painter.restore();
    paintTags(painter, picture, box);
}

} // namespace waferscope
