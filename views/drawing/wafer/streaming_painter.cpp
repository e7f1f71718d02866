#include "views/drawing/wafer/streaming_painter.h"

#include "views/drawing/base/pattern.h"
#include "views/drawing/base/text_style.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(waferscope::Streaming)
};

constexpr double kStripHeight = 24.0;
constexpr double kStripGap = 10.0; ///< between the strip and the wafer
constexpr double kSmallestCell = 18.0;
constexpr double kPatternSpacing = 16.0; ///< calmer than a region's: it covers the whole wafer
constexpr std::size_t kSentShown = 3; ///< cells before the one in flight, when not all find room

QString phaseText(Phase phase)
{
    switch (phase) {
    case Phase::Forward: return Texts::tr("forward");
    case Phase::InputGradient: return Texts::tr("input gradient");
    case Phase::WeightGradient: return Texts::tr("weight gradient");
    case Phase::Recompute: return Texts::tr("recompute");
    case Phase::Input:
    case Phase::Loss:
    case Phase::Update:
    case Phase::Stall:
    case Phase::Host: break;
    }
    return {};
}

/// The part of the queue that finds room: it moves along with the one in flight.
struct QueueWindow {
    std::size_t first = 0;
    std::size_t count = 0;
};

QueueWindow windowOf(const std::vector<WeightTransfer>& queue, double width)
{
    const auto most = static_cast<std::size_t>(std::max(1.0, std::floor(width / 64.0)));
    if (queue.size() <= most)
        return {0, queue.size()};
    const auto waiting = std::find_if(queue.begin(), queue.end(), [](const WeightTransfer& transfer) {
        return transfer.state != TransferState::Sent;
    });
    const auto current = static_cast<std::size_t>(waiting - queue.begin());
    const std::size_t first = current > kSentShown ? current - kSentShown : 0;
    return {std::min(first, queue.size() - most), most};
}

void paintLayer(QPainter& painter, const WaferPicture& picture, const QRectF& box)
{
    const Theme& theme = themeOf(picture.theme);
    const StreamingMoment& moment = *picture.streaming;
    const bool overField = picture.kind == PictureKind::HeatMap && picture.field;
    const QColor colour = colourOf(moment.kind);
    if (!overField) {
        const QColor fill = blended(colour, 0.85, theme.panel);
        painter.fillRect(box, fill);
        QColor pattern = textOn(fill);
        pattern.setAlphaF(0.16F);
        paintPattern(painter, box, QRectF(QPointF(0, 0), picture.viewport.logicalSize()), patternOf(moment.kind),
                     pattern, kPatternSpacing);
    }
    painter.save();
    painter.setPen(QPen(colour, 2.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(1, 1, -1, -1));
    painter.restore();
}

/// What the weights have not reached yet is veiled; at the front they come down a column and sums move along the rows.
void paintFront(QPainter& painter, const WaferPicture& picture, const QRectF& box)
{
    const Theme& theme = themeOf(picture.theme);
    const double ratio = picture.viewport.pixelRatio;
    const double x = crisp(box.left() + std::clamp(picture.streaming->front, 0.0, 1.0) * box.width(), ratio);
    QColor veil = theme.panel;
    veil.setAlphaF(0.4F);
    painter.fillRect(QRectF(QPointF(x, box.top()), box.bottomRight()), veil);
    painter.fillRect(QRectF(x - 2.5, box.top(), 5, box.height()), theme.panel);
    painter.fillRect(QRectF(x - 1.5, box.top(), 3, box.height()), theme.accent);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawPolygon(
        QPolygonF({QPointF(x - 6, box.top() - 1), QPointF(x + 6, box.top() - 1), QPointF(x, box.top() + 7)}));
    painter.restore();
}

void paintName(QPainter& painter, const WaferPicture& picture, const QRectF& box)
{
    const StreamingMoment& moment = *picture.streaming;
    const QString phase = phaseText(moment.phase);
    const QString text = phase.isEmpty() ? moment.layer : moment.layer + QStringLiteral("   ") + phase;
    const QFont font = pictureFont(TextSize::Base);
    const QSizeF size = tagSize(text, font);
    if (!moment.layer.isEmpty() && size.width() + 16 < box.width() && size.height() + 16 < box.height())
        paintTag(painter, QRectF(box.topLeft() + QPointF(8, 12), size), text, font, themeOf(picture.theme));
}

void paintTransfer(QPainter& painter, const WeightTransfer& transfer, const QRectF& cell, const Theme& theme)
{
    const QColor fill = blended(colourOf(transfer.kind), 0.85, theme.panel);
    const double share = transfer.state == TransferState::Sent ? 1.0
        : transfer.state == TransferState::Next                ? 0.0
                                                               : std::clamp(transfer.share, 0.0, 1.0);
    painter.fillRect(cell, transfer.state == TransferState::Sent ? blended(fill, 0.35, theme.panel) : theme.panel);
    painter.fillRect(QRectF(cell.left(), cell.bottom() - 4, cell.width() * share, 4), fill);
    const bool flying = transfer.state == TransferState::InFlight;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(
        QPen(flying ? theme.accent : theme.line, flying ? 2.0 : 1.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
    const QFont font = pictureFont(TextSize::Label, flying ? TextWeight::Strong : TextWeight::Normal);
    const QFontMetricsF metrics(font);
    const QString mark = transfer.state == TransferState::Sent ? QStringLiteral("✓ ") : QString();
    const QString text = metrics.elidedText(mark + transfer.name, Qt::ElideRight, cell.width() - 8);
    if (cell.width() < kSmallestCell || text.size() < 2)
        return;
    painter.setFont(font);
    painter.setPen(transfer.state == TransferState::Next ? theme.muted : theme.text);
    painter.drawText(cell.adjusted(5, 0, -3, -3), Qt::AlignLeft | Qt::AlignVCenter, text);
}

void paintQueue(QPainter& painter, const WaferPicture& picture)
{
    const QRectF strip = queueBox(picture);
    if (strip.isNull())
        return;
    const Theme& theme = themeOf(picture.theme);
    const std::vector<WeightTransfer>& queue = picture.streaming->queue;
    const QueueWindow window = windowOf(queue, strip.width());
    const double width = strip.width() / double(window.count);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < window.count; ++i) {
        const QRectF cell(strip.left() + double(i) * width, strip.top(), width - 2, strip.height());
        paintTransfer(painter, queue[window.first + i], crisp(cell, picture.viewport.pixelRatio), theme);
    }
    painter.restore();
    painter.setFont(pictureFont(TextSize::Label));
    painter.setPen(theme.muted);
    const auto sent = std::count_if(queue.begin(), queue.end(), [](const WeightTransfer& transfer) {
        return transfer.state == TransferState::Sent;
    });
    painter.drawText(QRectF(strip.left(), strip.top() - 18, strip.width(), 14), Qt::AlignLeft | Qt::AlignVCenter,
                     Texts::tr("Weights at the I/O edge: %1 of %2 sent").arg(sent).arg(queue.size()));
}

} // namespace

QRectF queueBox(const WaferPicture& picture)
{
    if (!picture.streaming || picture.streaming->queue.empty() || !picture.contents)
        return {};
    const QRectF wafer = picture.viewport.toLogical(picture.contents->fabric);
    const QRectF pane(QPointF(0, 0), picture.viewport.logicalSize());
    const double left = std::max(wafer.left(), pane.left() + 12);
    const double right = std::min(wafer.right(), pane.right() - 12);
    const double top = std::max(wafer.top() - kStripGap - kStripHeight, 24.0); // stays in sight when the edge is not
    if (right - left < kSmallestCell)
        return {};
    return {left, top, right - left, kStripHeight};
}

void paintStreaming(QPainter& painter, const WaferPicture& picture)
{
    if (!picture.streaming)
        return;
    const QRectF box = crisp(picture.viewport.toLogical(picture.streaming->filled), picture.viewport.pixelRatio);
    if (!box.isEmpty()) {
        paintLayer(painter, picture, box);
        paintFront(painter, picture, box);
        paintName(painter, picture, box);
    }
    paintQueue(painter, picture);
}

} // namespace waferscope
