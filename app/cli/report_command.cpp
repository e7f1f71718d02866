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

#include <CLI/CLI.hpp>

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
    bool wantsDerivations = false;
    std::string derivedKernel; ///< empty for the whole layout
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
    const Result<std::optional<KernelId>> asked = kernelAsked(*layout.graph, options.derivedKernel);
    if (!asked.ok())
        return report(streams, asked.error());
    if (options.wantsDerivations) {
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

CommandAction setUpReport(CLI::App& options)
{
    auto values = std::make_shared<ReportOptions>();
    values->plan.addTo(options);
    options.add_option("--format", values->format, "text, json, csv or html")
        ->check(CLI::IsMember({"text", "json", "csv", "html"}));
    options
        .add_option_function<std::vector<std::string>>(
            "--why",
            [values](const std::vector<std::string>& kernels) {
                values->wantsDerivations = true;
                values->derivedKernel = kernels.empty() ? "" : kernels.front();
            },
            "instead, how each number of the layout or of one kernel came about")
        ->type_name("[KERNEL]")
        ->expected(0, 1);
    options.add_flag("--advice", values->wantsAdvice, "try changes and say which helps most, as text or JSON");
    options.add_option("--threads", values->threads, "at most so many (default: all)")->check(CLI::Range(1, 4096));
    options.add_flag("--json", values->asJson, "the same as --format json");
    return [values](const CliStreams& streams) { return reportPlan(*values, streams); };
}

} // namespace waferscope
