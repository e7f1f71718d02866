#include "views/panels/inspector.h"

#include "views/base/theme.h"
#include "views/panels/memory_bar.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace waferscope {

namespace {

constexpr int kWhyWidth = 41;

QLabel* newLabel(QWidget* parent, FontSize size, const char* name)
{
    auto* label = new QLabel(parent);
    label->setFont(interfaceFont(size));
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QString whyName(NumberKind number)
{
    switch (number) {
    case NumberKind::Samples: return QStringLiteral("why.samples");
    case NumberKind::ComputeSamples: return QStringLiteral("why.compute");
    case NumberKind::TransmissionSamples: return QStringLiteral("why.transmission");
    case NumberKind::ActivePes: return QStringLiteral("why.active");
    case NumberKind::ComputeUtilization: return QStringLiteral("why.utilization");
    case NumberKind::KernelCycles: return QStringLiteral("why.cycles");
    case NumberKind::Memory: return QStringLiteral("why.memory");
    }
    return {};
}

} // namespace

Inspector::Inspector(QWidget* parent)
    : QScrollArea(parent)
    , m_body(new QWidget(this))
    , m_layout(new QVBoxLayout(m_body))
    , m_title(newLabel(m_body, FontSize::Heading, "inspector.title"))
    , m_subtitle(newLabel(m_body, FontSize::Label, "inspector.subtitle"))
    , m_trouble(newLabel(m_body, FontSize::Base, "inspector.trouble"))
    , m_groups(new QWidget(m_body))
    , m_groupLayout(new QVBoxLayout(m_groups))
    , m_memoryTitle(newLabel(m_body, FontSize::Label, "inspector.memoryTitle"))
    , m_memory(new MemoryBar(m_body))
    , m_explanation(newLabel(m_groups, FontSize::Label, "inspector.explanation"))
{
    setObjectName(QStringLiteral("inspector"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_layout->setContentsMargins(kSpace4, kSpace3, kSpace2, kSpace4);
    m_layout->setSpacing(kSpace1);
    m_groupLayout->setContentsMargins(0, 0, 0, 0);
    m_groupLayout->setSpacing(kSpace1);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_title), static_cast<QWidget*>(m_subtitle), static_cast<QWidget*>(m_trouble), m_groups,
          static_cast<QWidget*>(m_memoryTitle), static_cast<QWidget*>(m_memory)})
        m_layout->addWidget(widget);
    m_layout->addStretch(1);
    setWidget(m_body);
    addExplanationPanel();
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_memoryTitle->setForegroundRole(QPalette::PlaceholderText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
}

QSize Inspector::sizeHint() const
{
    return {320, 480};
}

void Inspector::addExplanationPanel()
{
    for (QLabel* label : {m_title, m_trouble, m_explanation}) // a name without blanks makes no panel wider
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_trouble->setTextFormat(Qt::RichText);
    m_explanation->setTextFormat(Qt::RichText);
    m_explanation->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_explanation->setAutoFillBackground(true);
    m_explanation->setBackgroundRole(QPalette::AlternateBase);
    m_explanation->setMargin(kSpace2);
    m_explanation->hide();
}

void Inspector::setNotice(const QString& notice)
{
    clearExplanation();
    rebuild({});
    m_title->clear();
    m_subtitle->setText(notice);
    m_trouble->hide();
    m_memoryTitle->hide();
    m_memory->hide();
}

void Inspector::setContent(const InspectorContent& content)
{
    if (content.title != m_title->text())
        clearExplanation();
    if (!hasSameLines(content))
        rebuild(content);
    std::size_t line = 0;
    for (const InspectorGroup& group : content.groups) {
        for (const InspectorRow& row : group.rows)
            m_lines[line++].value->setText(row.value);
    }
    m_title->setText(content.title);
    m_subtitle->setText(content.subtitle);
    const QColor bad = themeOf(*this).bad;
    m_trouble->setText(
        QStringLiteral("<span style='color:%1'>✕ %2</span>").arg(bad.name(), content.trouble.toHtmlEscaped()));
    m_trouble->setVisible(!content.trouble.isEmpty());
    m_memoryTitle->setVisible(content.memory.has_value());
    m_memory->setVisible(content.memory.has_value());
    if (content.memory) {
        m_memoryTitle->setText(content.memory->title);
        m_memory->setContent(*content.memory);
    }
}

bool Inspector::hasSameLines(const InspectorContent& content) const
{
    std::size_t line = 0;
    for (const InspectorGroup& group : content.groups) {
        for (const InspectorRow& row : group.rows) {
            if (line >= m_lines.size() || m_lines[line].row.label != row.label || m_lines[line].row.why != row.why)
                return false;
            ++line;
        }
    }
    return line == m_lines.size();
}

void Inspector::rebuild(const InspectorContent& content)
{
    m_groupLayout->removeWidget(m_explanation);
    m_explanation->hide();
    m_explained.reset();
    for (QWidget* widget : m_groupWidgets)
        delete widget;
    m_groupWidgets.clear();
    m_lines.clear();
    for (std::size_t number = 0; number < content.groups.size(); ++number)
        addGroup(content.groups[number], static_cast<int>(number));
}

void Inspector::addGroup(const InspectorGroup& group, int number)
{
    auto* box = new QWidget(m_groups);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, kSpace3, 0, 0);
    grid->setHorizontalSpacing(kSpace2);
    grid->setVerticalSpacing(1);
    grid->setColumnStretch(0, 1);
    grid->setColumnMinimumWidth(2, kWhyWidth); // values line up in all groups
    QLabel* title = newLabel(box, FontSize::Base, "inspector.groupTitle");
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    title->setText(group.title);
    grid->addWidget(title, 0, 0, 1, 3);
    for (const InspectorRow& row : group.rows)
        addRow(*grid, row, number);
    m_groupLayout->addWidget(box);
    m_groupWidgets.push_back(box);
}

void Inspector::addRow(QGridLayout& grid, const InspectorRow& row, int group)
{
    const int line = grid.rowCount();
    QWidget* box = grid.parentWidget();
    QLabel* label = newLabel(box, FontSize::Base, "inspector.label");
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    label->setText(row.label);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setMinimumHeight(22);
    label->setWordWrap(false);
    QLabel* value = newLabel(box, FontSize::Base, "inspector.value");
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setWordWrap(false);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid.addWidget(label, line, 0);
    grid.addWidget(value, line, 1);
    m_lines.push_back({label, value, row, group});
    if (!row.why)
        return;
    auto* why = new QPushButton(tr("why?"), box);
    why->setFlat(true);
    why->setFont(interfaceFont(FontSize::Label));
    why->setObjectName(whyName(*row.why));
    why->setAccessibleName(tr("Why %1?").arg(row.label));
    why->setToolTip(tr("Formula and values of this number"));
    why->setCursor(Qt::PointingHandCursor);
    grid.addWidget(why, line, 2);
    const NumberKind number = *row.why;
    connect(why, &QPushButton::clicked, this, [this, number] {
        if (m_explained == number)
            clearExplanation();
        else
            Q_EMIT whyWanted(number);
    });
}

void Inspector::setExplanation(NumberKind number, const Explanation& explanation)
{
    QString html =
        QStringLiteral("<b>%1</b><br>%2").arg(explanation.title.toHtmlEscaped(), explanation.formula.toHtmlEscaped());
    for (const QString& part : {explanation.substituted, explanation.parts, explanation.assumptions}) {
        if (!part.isEmpty())
            html +=
                QStringLiteral("<br><br>") + part.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"));
    }
    m_explanation->setText(html);
    m_explained = number;
    for (const Line& line : m_lines) {
        if (line.row.why == number)
            m_groupLayout->insertWidget(line.group + 1, m_explanation);
    }
    m_explanation->show();
}

void Inspector::clearExplanation()
{
    m_groupLayout->removeWidget(m_explanation);
    m_explanation->hide();
    m_explained.reset();
}

} // namespace waferscope
