#pragma once

#include "app/window/window_actions.h"

#include <QWidget>

class QAbstractItemModel;
class QSplitter;
class QStackedWidget;

namespace waferscope {

class Charts;
class DeltaModel;
class ReportModel;
class TablePanel;
class TimelineView;
class TransportBar;
class VerdictBar;

/// Everything below the wafer: the verdict, Compare's table, the transport line, timeline and charts or the report.
class BottomPanel : public QWidget {
    Q_OBJECT
public:
    BottomPanel(const WindowActions& actions, QAbstractItemModel& report, DeltaModel& deltas,
                QWidget* parent = nullptr);

    [[nodiscard]] VerdictBar& verdict() { return *m_verdict; }
    [[nodiscard]] TransportBar& transport() { return *m_transport; }
    [[nodiscard]] TimelineView& timeline() { return *m_timeline; }
    [[nodiscard]] Charts& charts() { return *m_charts; }
    [[nodiscard]] TablePanel& report() { return *m_report; }

    enum class Strip { Folded, Timeline, Report };
    void setStrip(Strip strip);
    enum class Deltas { Hidden, Shown };
    void setDeltas(Deltas deltas);
    enum class Contents { Hidden, Shown };
    void setContents(Contents contents); ///< hidden while nothing is open

Q_SIGNALS:
    /// A part was folded or shown; the rest keeps its height.
    void heightWanted(int height);

private:
    void updateHeight();

    int m_stripHeight; ///< while it is shown
    VerdictBar* m_verdict;
    TablePanel* m_deltas;
    TransportBar* m_transport;
    QStackedWidget* m_strip;
    QSplitter* m_time;
    TimelineView* m_timeline;
    Charts* m_charts;
    TablePanel* m_report;
};

} // namespace waferscope
