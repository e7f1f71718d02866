#include "app/presenters/verdict_presenter.h"

#include "app/document/document.h"
#include "app/jobs/advisor.h"
#include "views/base/number_text.h"
#include "views/models/report_model.h"
#include "views/panels/verdict_bar.h"
#include "views/wafer/wafer_view.h"

namespace waferscope {

VerdictPresenter::VerdictPresenter(VerdictBar& bar, ReportModel& report, WaferView& wafer, const Document& document,
                                   Advisor& advisor)
    : m_bar(bar)
    , m_report(report)
    , m_wafer(wafer)
    , m_document(document)
    , m_advisor(advisor)
{
    connect(&document, &Document::layoutChanged, this, &VerdictPresenter::show);
    connect(&advisor, &Advisor::adviceChanged, this, &VerdictPresenter::showAdvice);
    connect(&bar, &VerdictBar::applyWanted, &advisor, &Advisor::apply);
    connect(&bar, &VerdictBar::showWanted, this, &VerdictPresenter::goToBottleneck);
    show();
}

/// Also while something is dragged: the numbers change under the hand.
void VerdictPresenter::show()
{
    const std::shared_ptr<const Evaluation> evaluation = m_document.evaluation();
    m_bar.setVerdict(evaluation ? std::optional(verdictOf(*evaluation)) : std::nullopt);
    m_report.show(evaluation);
}

void VerdictPresenter::showAdvice()
{
    const Advice* advice = m_advisor.advice();
    if (!advice) {
        m_bar.setAdvice({}, {});
        return;
    }
    const Evaluation& changed = *advice->changed.evaluation;
    m_bar.setAdvice(groupedSentence(advice->sentence),
                    tr("%1, over a step %2").arg(rateText(changed.numbers.samples), rateText(changed.stepSamples)));
}

/// To the first broken rule, else to what binds.
void VerdictPresenter::goToBottleneck()
{
    const Evaluation& evaluation = *m_document.evaluation();
    std::optional<KernelId> kernel = evaluation.bottleneck.kernel;
    std::optional<PeCoord> pe = evaluation.bottleneck.pe;
    if (!evaluation.legal()) {
        const Finding& finding = evaluation.violations.front();
        kernel = finding.kernels.empty() ? std::nullopt : std::optional(finding.kernels.front());
        pe = finding.where;
    } else if (!kernel && evaluation.bottleneck.edge) {
        kernel = (*m_document.layout()->graph())[*evaluation.bottleneck.edge].from;
    }
    m_wafer.setMarked(pe);
    if (kernel)
        Q_EMIT placeWanted(*kernel);
    else if (pe)
        m_wafer.centreOn(*pe);
}

} // namespace waferscope
