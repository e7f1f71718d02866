#include "views/panels/verdict.h"

#include "core/words/sentences.h"
#include "views/base/number_text.h"

#include <QCoreApplication>

namespace waferscope {

namespace {

QString verdictText(const char* text)
{
    return QCoreApplication::translate("Verdict", text);
}

} // namespace

Verdict verdictOf(const Evaluation& evaluation, const KernelGraph& graph)
{
    Verdict verdict;
    const FiveNumbers& numbers = evaluation.numbers;
    verdict.numbers = {{{numberText(numbers.samples.count()), verdictText("samples/s")},
                        {numberText(numbers.compute.count()), verdictText("compute")},
                        {numberText(countOf(numbers.transmission)), verdictText("transmission")},
                        {shareText(numbers.activePes), verdictText("of PEs active")},
                        {shareText(numbers.computeUtilization), verdictText("of their time busy")}}};
    verdict.sentence = sentenceText(sentenceOf(evaluation.bottleneck, graph));
    verdict.tone = VerdictTone::Warning;
    verdict.place = kernelOf(evaluation.bottleneck, graph) ? VerdictPlace::Known : VerdictPlace::None;
    if (!evaluation.legal()) {
        verdict.tone = VerdictTone::Bad;
        verdict.sentence = sentenceText(sentenceOf(evaluation.violations.front(), graph));
        if (evaluation.violations.size() > 1)
            verdict.sentence += QStringLiteral(" ") + verdictText("And %1 more.").arg(evaluation.violations.size() - 1);
        verdict.place = VerdictPlace::Known;
    }
    return verdict;
}

} // namespace waferscope
