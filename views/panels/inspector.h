#pragma once

#include "views/panels/inspector_content.h"

#include <QScrollArea>

#include <vector>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace waferscope {

class MemoryBar;

/// Says what is selected: what it is, where, its numbers and memory. Every number with a "why?" can be asked.
class Inspector : public QScrollArea {
    Q_OBJECT
public:
    explicit Inspector(QWidget* parent = nullptr);

    void setContent(const InspectorContent& content);
    /// Nothing to inspect: why, and what to do.
    void setNotice(const QString& notice);
    /// Under the group of the number that was asked.
    void setExplanation(NumberKind number, const Explanation& explanation);
    void clearExplanation();

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void whyWanted(waferscope::NumberKind number);

private:
    struct Line {
        QLabel* label;
        QLabel* value;
        InspectorRow row;
        int group;
    };

    [[nodiscard]] bool hasSameLines(const InspectorContent& content) const;
    void rebuild(const InspectorContent& content);
    void addGroup(const InspectorGroup& group, int number);
    void addRow(QGridLayout& grid, const InspectorRow& row, int group);
    void addExplanationPanel();

    QWidget* m_body;
    QVBoxLayout* m_layout;
    QLabel* m_title;
    QLabel* m_subtitle;
    QLabel* m_trouble;
    QWidget* m_groups;
    QVBoxLayout* m_groupLayout;
    QLabel* m_memoryTitle;
    MemoryBar* m_memory;
    QLabel* m_explanation;
    std::optional<NumberKind> m_explained;
    std::vector<QWidget*> m_groupWidgets;
    std::vector<Line> m_lines;
};

} // namespace waferscope
