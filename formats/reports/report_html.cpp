#include "formats/reports/report_html.h"

#include "core/base/foreign_text.h"
#include "core/base/names.h"
#include "core/words/sentences.h"

#include <cmath>
#include <vector>

namespace waferscope {

namespace {

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Waferscope report</title>
<style>
body { font: 14px/1.5 sans-serif; color: #1B2430; background: #F6F7F9; margin: 24px auto; max-width: 1100px; padding: 0 16px; }
h1 { font-size: 22px; font-weight: 600; margin: 0 0 4px; }
p.lead { color: #566273; margin: 0 0 16px; }
p.verdict { background: #FFFFFF; padding: 12px 16px; border-left: 3px solid #0B66C3; }
table { border-collapse: collapse; width: 100%; background: #FFFFFF; }
th, td { padding: 4px 8px; border-bottom: 1px solid #D3D9E1; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
ul { color: #B3261E; }
</style>
</head>
<body>
)";

/// A text of foreign origin as it is shown, between tags or in an attribute.
std::string escaped(std::string_view text)
{
    std::string safe;
    for (const char c : shown(text))
        switch (c) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        case '\'': safe += "&#39;"; break;
        default: safe += c;
        }
    return safe;
}

/// Thousands set apart by thin spaces.
std::string whole(double value)
{
    std::string digits = std::to_string(static_cast<std::int64_t>(std::llround(value)));
    for (std::size_t place = digits.size(); place > 3 + (digits[0] == '-' ? 1U : 0U);) {
        place -= 3;
        digits.insert(place, "&thinsp;");
    }
    return digits;
}

std::string percent(double share)
{
    const auto tenths = static_cast<std::int64_t>(std::llround(share * 1000.0));
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "&thinsp;%";
}

std::string row(const std::vector<std::string>& cells, const char* tag)
{
    std::string text = "<tr>";
    for (const std::string& cell : cells)
        text += std::string("<") + tag + ">" + cell + "</" + tag + ">";
    return text + "</tr>\n";
}

std::string numbersTable(const Evaluation& evaluation)
{
    const FiveNumbers& n = evaluation.numbers;
    return "<table>\n"
        + row({"", "Samples/s", "Compute samples/s", "Transmission samples/s", "Active PEs of the fabric",
               "Compute utilization of kernel PEs", "Step samples/s"},
              "th")
        + row({"whole layout", whole(n.samples.count()), whole(n.compute.count()),
               n.transmission ? whole(n.transmission->count()) : "&ndash;", percent(n.activePes),
               percent(n.computeUtilization), whole(evaluation.stepSamples.count())},
              "td")
        + "</table>\n";
}

std::string kernelsTable(const Evaluation& evaluation)
{
    std::string text = "<h2>Kernels</h2>\n<table>\n"
        + row({"kernel", "x", "y", "width", "height",
               evaluation.mode() == Mode::Pipelined ? "cycles a sample" : "cycles a micro-batch", "samples/s",
               "PEs of the fabric", "busy of the time", "bytes of the fullest PE"},
              "th");
    for (const KernelReport& kernel : evaluation.kernels)
        text += row({escaped(printable(kernel.name)), whole(kernel.rectangle.origin.x),
                     whole(kernel.rectangle.origin.y), whole(kernel.rectangle.width), whole(kernel.rectangle.height),
                     whole(static_cast<double>(kernel.cycles.count())), whole(kernel.numbers.samples.count()),
                     percent(kernel.numbers.activePes), percent(kernel.numbers.computeUtilization),
                     whole(static_cast<double>(kernel.memory.total().count()))},
                    "td");
    return text + "</table>\n";
}

template <typename Finding>
std::string findingItems(const std::vector<Finding>& findings, const KernelGraph& graph)
{
    std::string text;
    for (const Finding& finding : findings)
        text += "<li>" + escaped(plain(sentenceOf(finding, graph))) + "</li>\n";
    return text;
}

std::string findingsList(const Evaluation& evaluation, const KernelGraph& graph)
{
    const std::string text = findingItems(evaluation.violations, graph) + findingItems(evaluation.warnings, graph);
    return text.empty() ? text : "<ul>\n" + text + "</ul>\n";
}

} // namespace

std::string layoutReportHtml(const Layout& layout, const Evaluation& evaluation)
{
    return kHead
        + ("<h1>" + escaped(printable(layout.network()->name())) + " on "
           + escaped(printable(layout.installation()->title)) + "</h1>\n")
        + "<p class=\"lead\">" + std::string(nameOf(evaluation.mode())) + ", batch "
        + std::to_string(layout.execution().batch) + ", " + std::string(nameOf(layout.execution().optimizer)) + ", "
        + std::string(nameOf(layout.execution().precision)) + ", " + (evaluation.legal() ? "legal" : "not legal")
        + "</p>\n<p class=\"verdict\">" + escaped(plain(sentenceOf(evaluation.bottleneck, *layout.graph()))) + "</p>\n"
        + findingsList(evaluation, *layout.graph()) + numbersTable(evaluation) + kernelsTable(evaluation)
        + "</body>\n</html>\n";
}

} // namespace waferscope
