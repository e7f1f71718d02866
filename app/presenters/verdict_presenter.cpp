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
    m_bar.setVerdict(evaluation ? std::optional(verdictOf(*evaluation, *m_document.layout()->graph())) : std::nullopt);
    m_report.show(evaluation);
}

void VerdictPresenter::showAdvice()
{
    const Advice* advice = m_advisor.advice();
    if (!advice) {
        m_bar.setAdvice({}, {});
        return;
    }
    if (!advice->canBeDone) {
        m_bar.setAdvice(sentenceText(advice->sentence), {});
        return;
    }
    const Evaluation& changed = *advice->changed.evaluation;
    m_bar.setAdvice(sentenceText(advice->sentence),
                    tr("%1, over a step %2").arg(rateText(changed.numbers.samples), rateText(changed.stepSamples)));
}

/// To the first broken rule, else to what binds.
void VerdictPresenter::goToBottleneck()
{
    const Evaluation& evaluation = *m_document.evaluation();
    const KernelGraph& graph = *m_document.layout()->graph();
    std::optional<KernelId> kernel = kernelOf(evaluation.bottleneck, graph);
    std::optional<PeCoord> pe;
    if (!evaluation.legal()) {
        kernel = kernelsOf(evaluation.violations.front(), graph).front();
        pe = whereOf(evaluation.violations.front());
    }
    m_wafer.setMarked(pe);
    if (kernel)
        Q_EMIT placeWanted(*kernel);
}

} // namespace waferscope
