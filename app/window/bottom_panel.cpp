#include "app/window/bottom_panel.h"

#include "views/charts.h"
#include "views/delta_model.h"
#include "views/report_model.h"
#include "views/table_panel.h"
#include "views/timeline_view.h"
#include "views/tone_delegate.h"
#include "views/transport_bar.h"
#include "views/verdict_bar.h"

#include <QActionGroup>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace waferscope {

namespace {

constexpr int kLeastStrip = 96;
constexpr int kUsualStrip = 160;
constexpr int kMostStrip = 480;
constexpr int kDeltaHeight = 142; ///< the header and five rows

std::vector<QAction*> actionsOf(const QActionGroup& group)
{
    const QList<QAction*> actions = group.actions();
    return {actions.begin(), actions.end()};
}

/// In the model's order until a header is clicked.
QAbstractItemModel* sortedBy(QAbstractItemModel& model, QObject* parent)
{
    auto* sorted = new QSortFilterProxyModel(parent);
    sorted->setSourceModel(&model);
    sorted->setSortRole(ReportModel::kSortRole);
    return sorted;
}

} // namespace

BottomPanel::BottomPanel(const WindowActions& actions, QAbstractItemModel& report, DeltaModel& deltas, QWidget* parent)
    : QWidget(parent)
    , m_stripHeight(kUsualStrip)
    , m_verdict(new VerdictBar(this))
    , m_deltas(new TablePanel(deltas, Sorting::Off, this))
    , m_transport(new TransportBar({actions.toStart, actions.phaseBack, actions.beatBack, actions.play,
                                    actions.beatForward, actions.phaseForward, actions.toEnd},
                                   actionsOf(*actions.speeds), {actions.timeline, actions.report}, this))
    , m_strip(new QStackedWidget(this))
    , m_time(new QSplitter(Qt::Horizontal, m_strip))
    , m_timeline(new TimelineView(m_time))
    , m_charts(new Charts(m_time))
    , m_report(new TablePanel(*sortedBy(report, this), Sorting::On, m_strip))
{
    setObjectName(QStringLiteral("bottomPanel"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    column->addWidget(m_deltas);
    column->addWidget(m_transport);
    column->addWidget(m_strip, 1);
    m_deltas->setObjectName(QStringLiteral("deltaTable"));
    m_deltas->setItemDelegate(new ToneDelegate(m_deltas));
    m_deltas->setFixedHeight(kDeltaHeight);
    m_report->setObjectName(QStringLiteral("reportTable"));
    m_report->sortByColumn(-1, Qt::AscendingOrder);
    m_strip->setObjectName(QStringLiteral("strip"));
    m_time->setHandleWidth(1);
    m_time->setChildrenCollapsible(false);
    m_time->addWidget(m_timeline);
    m_time->addWidget(m_charts);
    m_time->setStretchFactor(0, 3);
    m_time->setStretchFactor(1, 2);
    m_strip->addWidget(m_time);
    m_strip->addWidget(m_report);
    m_deltas->hide();
    setStrip(Strip::Timeline);
}

void BottomPanel::setStrip(Strip strip)
{
    if (m_strip->isVisible() && m_strip->height() >= kLeastStrip)
        m_stripHeight = m_strip->height(); // as the person has made it
    m_strip->setVisible(strip != Strip::Folded);
    if (strip != Strip::Folded)
        m_strip->setCurrentWidget(strip == Strip::Report ? static_cast<QWidget*>(m_report) : m_time);
    updateHeight();
}

void BottomPanel::setDeltas(Deltas deltas)
{
    const bool shown = deltas == Deltas::Shown;
    if (shown != m_deltas->isHidden())
        return;
    m_deltas->setVisible(shown);
    updateHeight();
}

void BottomPanel::setContents(Contents contents)
{
    setVisible(contents == Contents::Shown);
}

void BottomPanel::updateHeight()
{
    const int lines = m_verdict->height() + m_transport->height() + (m_deltas->isHidden() ? 0 : kDeltaHeight);
    const bool folded = m_strip->isHidden();
    setMinimumHeight(lines + (folded ? 0 : kLeastStrip));
    setMaximumHeight(lines + (folded ? 0 : kMostStrip));
    Q_EMIT heightWanted(lines + (folded ? 0 : m_stripHeight));
}

} // namespace waferscope
