#include "views/panels/verdict.h"

#include "views/base/number_text.h"

#include <QCoreApplication>

namespace waferscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Verdict", text);
}

} // namespace

Verdict verdictOf(const Evaluation& evaluation)
{
    Verdict verdict;
    const FiveNumbers& numbers = evaluation.numbers;
    verdict.numbers = {{{numberText(numbers.samples.count()), tr("samples/s")},
                        {numberText(numbers.compute.count()), tr("compute")},
                        {numberText(numbers.transmission.count()), tr("transmission")},
                        {shareText(numbers.activePes), tr("of PEs active")},
                        {shareText(numbers.computeUtilization), tr("of their time busy")}}};
    const Bottleneck& bottleneck = evaluation.bottleneck;
    verdict.sentence = groupedSentence(bottleneck.sentence);
    verdict.tone = VerdictTone::Warning;
    verdict.place = evaluation.legal() && (bottleneck.kernel || bottleneck.edge || bottleneck.pe) ? VerdictPlace::Known
                                                                                                  : VerdictPlace::None;
    if (!evaluation.legal()) {
        const Finding& first = evaluation.violations.front();
        verdict.tone = VerdictTone::Bad;
        verdict.sentence = groupedSentence(first.sentence);
        if (evaluation.violations.size() > 1)
            verdict.sentence += QStringLiteral(" ") + tr("And %1 more.").arg(evaluation.violations.size() - 1);
        verdict.place = first.kernels.empty() && !first.where ? VerdictPlace::None : VerdictPlace::Known;
    }
    return verdict;
}

} // namespace waferscope
