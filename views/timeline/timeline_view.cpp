#include "views/timeline/timeline_view.h"

#include "views/base/number_text.h"
#include "views/base/theme.h"
#include "views/base/tool_tip.h"
#include "views/timeline/timeline_picture.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr int kHeader = 22;
constexpr int kGutter = 104; ///< for names
constexpr int kNameHeight = 13;
constexpr double kLeastCycles = 32.0; ///< that a zoom shows

} // namespace

TimelineView::TimelineView(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("timeline"));
    setAccessibleName(tr("Timeline by region and phase"));
}

void TimelineView::setData(std::shared_ptr<const TimelineData> timeline)
{
    m_data = std::move(timeline);
    m_from = 0.0;
    m_to = m_data ? std::max(1.0, static_cast<double>(m_data->length.count())) : 1.0;
    redraw();
}

void TimelineView::setTime(Cycles time)
{
    m_time = time;
    const auto at = static_cast<double>(time.count());
    if (m_data && (at < m_from || at > m_to)) { // follow the playhead when zoomed in
        const double width = m_to - m_from;
        showRange(at, at + width);
    }
    update();
}

void TimelineView::setSelection(std::optional<KernelId> kernel)
{
    m_selection = kernel;
    update();
}

void TimelineView::setNotice(const QString& notice)
{
    m_notice = notice;
    update();
}

QRect TimelineView::chart() const
{
    return rect().adjusted(kGutter, kHeader, -kSpace2, -kSpace1);
}

QRectF TimelineView::rowRect(int row) const
{
    const QRect all = chart();
    const double height = static_cast<double>(all.height()) / static_cast<double>(m_data->rows.size());
    return {static_cast<double>(all.left()), all.top() + row * height, static_cast<double>(all.width()), height};
}

std::optional<int> TimelineView::rowAt(int y) const
{
    const QRect all = chart();
    if (!m_data || m_data->rows.empty() || y < all.top() || y > all.bottom())
        return std::nullopt;
    return static_cast<int>(static_cast<std::size_t>(y - all.top()) * m_data->rows.size()
                            / static_cast<std::size_t>(all.height()));
}

Cycles TimelineView::timeAt(double x) const
{
    const QRect all = chart();
    const double share = std::clamp((x - all.left()) / std::max(1, all.width()), 0.0, 1.0);
    return Cycles{std::llround(m_from + share * (m_to - m_from))};
}

double TimelineView::xOf(Cycles time) const
{
    const QRect all = chart();
    return all.left() + (static_cast<double>(time.count()) - m_from) / (m_to - m_from) * all.width();
}

void TimelineView::showRange(double from, double to)
{
    const double length = std::max(1.0, static_cast<double>(m_data->length.count()));
    const double width = std::clamp(to - from, std::min(kLeastCycles, length), length);
    m_from = std::clamp(from, 0.0, length - width);
    m_to = m_from + width;
    redraw();
}

void TimelineView::redraw()
{
    m_image = {};
    update();
}

void TimelineView::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.muted);
    painter.drawText(QRect(kSpace3, 0, kGutter, kHeader), Qt::AlignLeft | Qt::AlignVCenter, tr("Timeline"));
    if (!m_data || m_data->rows.empty()) {
        painter.drawText(rect(), Qt::AlignCenter, m_notice);
        return;
    }
    if (m_image.isNull()) {
        const QSize size = (QSizeF(chart().size()) * devicePixelRatioF()).toSize();
        m_image = timelineImage(*m_data, Cycles{std::llround(m_from)}, Cycles{std::llround(m_to)}, size, theme);
    }
    painter.drawImage(chart(), m_image);
    paintLegend(painter);
    paintNames(painter);
    paintPlayhead(painter);
}

void TimelineView::paintLegend(QPainter& painter) const
{
    const Theme& theme = themeOf(*this);
    const std::pair<TimelineBand, QString> entries[] = {{TimelineBand::Update, tr("update")},
                                                        {TimelineBand::WeightGradient, tr("weight gradient")},
                                                        {TimelineBand::InputGradient, tr("input gradient")},
                                                        {TimelineBand::Forward, tr("forward")}};
    int right = width() - kSpace3;
    for (const auto& [band, name] : entries) {
        const int text = painter.fontMetrics().horizontalAdvance(name);
        if (right - text - 18 < kGutter)
            return;
        painter.setPen(theme.muted);
        painter.drawText(QRect(right - text, 0, text, kHeader), Qt::AlignCenter, name);
        painter.drawImage(QPoint(right - text - 16, (kHeader - 10) / 2),
                          bandSwatch(band, {12, 10}, theme.muted, theme.panel));
        right -= text + 16 + kSpace3;
    }
}

/// As many names as fit below each other; the selected one always.
void TimelineView::paintNames(QPainter& painter) const
{
    const Theme& theme = themeOf(*this);
    const int selected = m_selection ? static_cast<int>(m_selection->index()) : -1;
    double free = chart().top() - 4.0;
    for (int row = 0; row < static_cast<int>(m_data->rows.size()); ++row) {
        const QRectF place = rowRect(row);
        const bool isSelected = row == selected;
        if (isSelected)
            painter.fillRect(QRectF(kGutter - 4, place.top(), 3, std::max(2.0, place.height())), theme.accent);
        const double top = place.center().y() - kNameHeight / 2.0;
        const bool nearSelected =
            selected >= 0 && !isSelected && std::abs(rowRect(selected).center().y() - place.center().y()) < kNameHeight;
        if (top < free || nearSelected)
            continue;
        painter.setPen(isSelected ? theme.text : theme.muted);
        const QString name = painter.fontMetrics().elidedText(m_data->rows[static_cast<std::size_t>(row)].name,
                                                              Qt::ElideMiddle, kGutter - kSpace3 - 8);
        painter.drawText(QRectF(kSpace3, top, kGutter - kSpace3 - 8, kNameHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         name);
        free = top + kNameHeight;
    }
}

void TimelineView::paintPlayhead(QPainter& painter) const
{
    const QRect all = chart();
    const double x = xOf(m_time);
    if (x < all.left() - 1 || x > all.right() + 1)
        return;
    painter.fillRect(QRectF(x - 0.75, all.top() - 3, 1.5, all.height() + 3), themeOf(*this).accent);
}

void TimelineView::resizeEvent(QResizeEvent*)
{
    redraw();
}

void TimelineView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        redraw();
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_data)
        return;
    const std::optional<int> row = rowAt(event->pos().y());
    if (event->position().x() >= chart().left())
        Q_EMIT sought(timeAt(event->position().x()));
    else if (row)
        Q_EMIT kernelClicked(KernelId{static_cast<std::size_t>(*row)});
}

void TimelineView::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons().testFlag(Qt::LeftButton) && m_data)
        Q_EMIT sought(timeAt(event->position().x()));
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent*)
{
    if (m_data)
        showRange(0.0, static_cast<double>(m_data->length.count()));
}

void TimelineView::wheelEvent(QWheelEvent* event)
{
    if (!m_data)
        return;
    const QPoint turned = event->angleDelta();
    const double width = m_to - m_from;
    if (std::abs(turned.x()) > std::abs(turned.y())) {
        const double moved = -turned.x() / 1200.0 * width;
        showRange(m_from + moved, m_to + moved);
    } else {
        const double factor = std::pow(0.8, turned.y() / 120.0);
        const auto fixed = static_cast<double>(timeAt(event->position().x()).count());
        showRange(fixed - (fixed - m_from) * factor, fixed + (m_to - fixed) * factor);
    }
    event->accept();
}

QString TimelineView::toolTipAt(QPoint place) const
{
    const std::optional<int> row = rowAt(place.y());
    if (!row)
        return {};
    const QString name = m_data->rows[static_cast<std::size_t>(*row)].name;
    return place.x() < chart().left() ? name : tr("%1\nat %2").arg(name, cyclesText(timeAt(place.x())));
}

bool TimelineView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), asToolTip(toolTipAt(help->pos())), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace waferscope
