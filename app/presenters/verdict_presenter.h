#pragma once

#include "core/base/strong_id.h"

#include <QObject>

namespace waferscope {

class Advisor;
class Document;
class ReportModel;
class VerdictBar;
class WaferView;

/// What the layout is worth: the verdict's numbers, the report, the advice and its Apply, and the way to what binds.
class VerdictPresenter : public QObject {
    Q_OBJECT
public:
    VerdictPresenter(VerdictBar& bar, ReportModel& report, WaferView& wafer, const Document& document,
                     Advisor& advisor);

Q_SIGNALS:
    void placeWanted(waferscope::KernelId kernel); ///< of what binds

private:
    void show();
    void showAdvice();
    void goToBottleneck();

    VerdictBar& m_bar;
    ReportModel& m_report;
    WaferView& m_wafer;
    const Document& m_document;
    const Advisor& m_advisor;
};

} // namespace waferscope
