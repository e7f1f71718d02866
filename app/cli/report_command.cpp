#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/plan_options.h"
#include "app/cli/output/advice_output.h"
#include "app/cli/output/derivation_output.h"
#include "app/cli/output/layout_text.h"
#include "formats/reports/report_csv.h"
#include "formats/reports/report_html.h"
#include "formats/reports/report_json.h"
#include "mapping/thread_limit.h"
#include "model/evaluate.h"

#include <chrono>
#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct ReportOptions {
    PlanOptions plan;
    std::string format = "text";
    int threads = 0;
    bool wantsAdvice = false;
    std::optional<std::string> derivedKernel; ///< an empty text for the whole layout
    bool asJson = false;
};

ExitCode reportPlan(const ReportOptions& options, const CliStreams& streams)
{
    const auto start = std::chrono::steady_clock::now();
    const Result<ChosenLayout> chosen = options.plan.open();
    if (!chosen.ok())
        return report(streams, chosen.error());
    const Layout& layout = *chosen.value().layout;
    const Assumptions& assumptions = *chosen.value().project.assumptions;
    const auto evaluated = std::make_shared<const Evaluation>(evaluate(layout, assumptions));
    const Evaluation& evaluation = *evaluated;
    const Result<std::optional<KernelId>> asked = kernelAsked(*layout.graph(), options.derivedKernel.value_or(""));
    if (!asked.ok())
        return report(streams, asked.error());
    if (options.derivedKernel) {
        streams.out << derivationText(layout, evaluation, assumptions, asked.value());
        return ExitCode::Done;
    }
    std::optional<Advice> advice;
    if (options.wantsAdvice) {
        const ThreadLimit threads(options.threads);
        const auto found = adviseOn({chosen.value().layout, evaluated}, assumptions);
        if (!found.ok())
            return report(streams, found.error());
        advice = found.value();
    }
    const Seconds spent{std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
    if (options.asJson || options.format == "json")
        streams.out << layoutReportJson(layout, evaluation, spent, advisedChange(advice));
    else if (options.format == "csv")
        streams.out << layoutReportCsv(evaluation);
    else if (options.format == "html")
        streams.out << layoutReportHtml(layout, evaluation);
    else
        streams.out << layoutText(layout, evaluation, streams.emphasis)
                    << adviceText(advice, options.wantsAdvice ? Wanted::Yes : Wanted::No);
    return ExitCode::Done;
}

} // namespace

CommandAction setUpReport(CommandOptions& options)
{
    auto values = std::make_shared<ReportOptions>();
    values->plan.addTo(options);
    options.add("--format", values->format, "text, json, csv or html").oneOf({"text", "json", "csv", "html"});
    options.addWithOptionalText("--why", values->derivedKernel, "[KERNEL]",
                                "instead, how each number of the layout or of one kernel came about");
    options.addFlag("--advice", values->wantsAdvice, "try changes and say which helps most, as text or JSON");
    options.add("--threads", values->threads, "at most so many (default: all)").within(1, 4096);
    options.addFlag("--json", values->asJson, "the same as --format json");
    return [values](const CliStreams& streams) { return reportPlan(*values, streams); };
}

} // namespace waferscope
